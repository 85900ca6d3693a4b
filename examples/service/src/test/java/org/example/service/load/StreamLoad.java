package org.example.service.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Simultaneous telephone calls: mu-law at 8,000 samples a second, a message each 200 ms. */
final class StreamLoad {
  private static final int RATE = 8000;
  private static final int MESSAGE = RATE / 5;
  private static final double WINDOW = 3;
  private static final double HOP = 1.5;
  private static final String OPENING =
      "{\"rate\": 8000, \"encoding\": \"mu-law\", \"window\": 3, \"hop\": 1.5}";

  private final ServerProcess server;
  private final byte[] speech;
  private final AtomicInteger failed = new AtomicInteger();

  StreamLoad(ServerProcess server) {
    this.server = server;
    speech = CallClient.muLaw(Fixtures.speech(60));
  }

  /** One call: it sends what has been spoken since it last did. */
  private final class Call {
    private final CallClient client;
    private final int offset;

    /** When the message with a window's last sample was sent, by number of the message. */
    private final long[] sent;

    private int messages;

    Call(int number, int length, Latencies latencies) {
      offset = number * 7919 % (speech.length / MESSAGE) * MESSAGE;
      sent = new long[length];
      client =
          CallClient.open(
              server.client(),
              server.stream(),
              OPENING,
              window -> {
                int last = (int) Math.round(window.get("to").asDouble() * RATE / MESSAGE) - 1;
                if (last >= 0 && last < length && sent[last] != 0) {
                  latencies.add(System.nanoTime() - sent[last]);
                }
              });
    }

    void speak() {
      if (messages < sent.length) {
        try {
          sent[messages] = System.nanoTime();
          client.send(speech, (offset + messages * MESSAGE) % speech.length, MESSAGE);
          messages++;
        } catch (RuntimeException e) {
          messages = sent.length;
          failed.incrementAndGet();
        }
      }
    }
  }

  /** Holds so many calls for a time and says what came of it. */
  String run(int calls, Duration time) throws Exception {
    Latencies latencies = new Latencies();
    failed.set(0);
    double heapBefore = server.heapMib();
    double before = server.residentMib();
    int length = (int) (time.toMillis() / 200);
    ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
    try {
      List<Call> all = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        all.add(new Call(i, length, latencies));
      }
      for (int i = 0; i < calls; i++) {
        // Spread over the time of a message, as calls begin when they like.
        clock.scheduleAtFixedRate(
            all.get(i)::speak, 200_000L * i / calls, 200_000, TimeUnit.MICROSECONDS);
      }
      Thread.sleep(time.toMillis() + 2000);
      double full = server.residentMib();
      double heap = server.heapMib();
      clock.shutdownNow();
      all.forEach(call -> call.client.abort());
      int expected = (int) (calls * (Math.floor((length / 5.0 - WINDOW) / HOP + 1e-9) + 1));
      return String.format(
          Locale.ROOT,
          "streams: %d calls: %.0f windows/s, %d of %d windows, from last sample to result %s, %d"
              + " calls failed; RSS %.0f MiB (%.0f more than before), heap %.1f MiB (%.0f KiB a"
              + " call more than before)",
          calls,
          latencies.count() / (length / 5.0),
          latencies.count(),
          expected,
          latencies,
          failed.get(),
          full,
          full - before,
          heap,
          1024 * (heap - heapBefore) / calls);
    } finally {
      clock.shutdownNow();
    }
  }
}
