package org.example.service.load;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that send one recording behind another. */
final class HttpLoad {
  private final ServerProcess server;
  private final List<byte[]> recordings = new ArrayList<>();
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger busy = new AtomicInteger();
  private final AtomicInteger others = new AtomicInteger();

  HttpLoad(ServerProcess server, List<Path> files) throws java.io.IOException {
    this.server = server;
    for (Path file : files) {
      recordings.add(Files.readAllBytes(file));
    }
  }

  /**
   * What came of a number of clients.
   *
   * @param good whether there were answers, and none but those that are to be expected
   */
  record Result(String text, boolean good) {}

  /** Runs so many clients for a time and says what came of it. */
  Result run(int clients, Duration time) throws Exception {
    Latencies latencies = new Latencies();
    busy.set(0);
    others.set(0);
    long began = System.nanoTime();
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        all.add(threads.submit(() -> client(began + time.toNanos(), latencies)));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    String text =
        String.format(
            Locale.ROOT,
            "http: %d clients: %.0f recordings/s, %s, %d busy (503), %d failed; RSS %.0f MiB, heap"
                + " %.0f MiB",
            clients,
            latencies.count() / seconds,
            latencies,
            busy.get(),
            others.get(),
            server.residentMib(),
            server.heapMib());
    return new Result(text, latencies.count() > 0 && others.get() == 0);
  }

  private Void client(long end, Latencies latencies) throws Exception {
    while (System.nanoTime() < end) {
      byte[] recording = recordings.get(next.getAndIncrement() % recordings.size());
      HttpRequest request =
          HttpRequest.newBuilder(server.uri("/v1/recognize"))
              .timeout(Duration.ofSeconds(60))
              .POST(BodyPublishers.ofByteArray(recording))
              .build();
      long sent = System.nanoTime();
      HttpResponse<String> answer = server.client().send(request, BodyHandlers.ofString());
      if (answer.statusCode() == 200) {
        latencies.add(System.nanoTime() - sent);
      } else if (answer.statusCode() == 503) {
        busy.incrementAndGet();
        Thread.sleep(100);
      } else {
        others.incrementAndGet();
      }
    }
    return null;
  }
}
