package org.example.service.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** Simultaneous telephone calls: mu-law at 8,000 samples a second, a message each 200 ms. */
final class StreamLoad {
  private static final int RATE = 8000;
  private static final int MESSAGE = RATE / 5;

  /** Nanoseconds from one message to the next. */
  private static final long PERIOD = 200_000_000;

  /** For the last windows. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final double WINDOW = 3;
  private static final double HOP = 1.5;
  private static final String OPENING =
      "{\"rate\": 8000, \"encoding\": \"mu-law\", \"window\": 3, \"hop\": 1.5}";

  private final ServerProcess server;
  private final byte[] speech;
  private final LongAdder lost = new LongAdder();

  StreamLoad(ServerProcess server) {
    this.server = server;
    speech = CallClient.muLaw(Fixtures.speech(60));
  }

  /**
   * One call: it sends what has been spoken since it last did. Times are counted from when a
   * message was due, whether it could be sent then or not: a service that slows its clients down
   * must not look fast for it.
   */
  private final class Call {
    private final CallClient client;
    private final int offset;
    private final int length;

    /** When the first message is due. */
    private volatile long begin;

    private int messages;

    Call(int number, int length, Latencies latencies) {
      offset = number * 7919 % (speech.length / MESSAGE) * MESSAGE;
      this.length = length;
      client =
          CallClient.open(
              server.client(),
              server.stream(),
              OPENING,
              window -> {
                long last = Math.round(window.get("to").asDouble() * RATE / MESSAGE) - 1;
                if (last >= 0 && last < length) {
                  latencies.add(System.nanoTime() - begin - last * PERIOD);
                }
              });
    }

    /** Sends all that is due; false once that is all. */
    boolean speak() {
      while (messages < length && System.nanoTime() - begin >= messages * PERIOD) {
        client
            .sendLater(speech, (offset + messages * MESSAGE) % speech.length, MESSAGE)
            .whenComplete((done, failure) -> lost.add(failure == null ? 0 : 1));
        messages++;
      }
      return messages < length;
    }
  }

  /**
   * What came of a number of calls.
   *
   * @param whole whether each message was sent and each window came
   */
  record Result(String text, boolean whole) {}

  /** Holds so many calls for a time and says what came of it. */
  Result run(int calls, Duration time) throws Exception {
    Latencies latencies = new Latencies();
    lost.reset();
    double heapBefore = server.heapMib();
    double before = server.residentMib();
    int length = (int) (time.toNanos() / PERIOD);
    int expected = (int) (calls * (Math.floor((length / 5.0 - WINDOW) / HOP + 1e-9) + 1));
    List<Call> all = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      all.add(new Call(i, length, latencies));
    }
    long now = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      // Spread over a hop, as calls begin when they like.
      all.get(i).begin = now + (long) (HOP * 1e9 * i / calls);
    }
    for (boolean more = true; more; ) {
      more = false;
      for (Call call : all) {
        more |= call.speak();
      }
      Thread.sleep(2);
    }
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (latencies.count() < expected && System.nanoTime() < end) {
      Thread.sleep(20);
    }
    double full = server.residentMib();
    double heap = server.heapMib();
    all.forEach(call -> call.client.abort());
    String text =
        String.format(
            Locale.ROOT,
            "streams: %d calls, %.1f windows/s due: %d of %d windows, from last sample to result"
                + " %s, %d messages lost; RSS %.0f MiB (%.0f more than before), heap %.1f MiB (%.0f"
                + " KiB a call more than before)",
            calls,
            calls / HOP,
            latencies.count(),
            expected,
            latencies,
            lost.sum(),
            full,
            full - before,
            heap,
            1024 * (heap - heapBefore) / calls);
    return new Result(text, lost.sum() == 0 && latencies.count() == expected);
  }
}
