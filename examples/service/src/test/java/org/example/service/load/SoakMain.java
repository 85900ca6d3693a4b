package org.example.service.load;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Asks a service for long, by eight clients and half of the time for what it can't do, while its
 * model changes each second. Ends with 1 where a request was lost, an answer was wrong, unexpected
 * or of another model than it says, a model was not swapped that should be, memory grew, or the
 * stop was not clean.
 */
@Command(name = "soak", mixinStandardHelpOptions = true, showDefaultValues = true)
public final class SoakMain implements Callable<Integer> {
  /** Each so manieth model file is broken, and must change nothing. */
  private static final int BROKEN = 10;

  /** So often is the heap measured after a quarter of the time. */
  private static final int WARM = 3;

  @Option(names = "--minutes", defaultValue = "3")
  private double minutes;

  @Option(names = "--clients", defaultValue = "8")
  private int clients;

  @Option(names = "--dir", defaultValue = "target/fixtures")
  private Path folder;

  @Option(
      names = "--inputs",
      description = "Broken recordings to begin with.",
      defaultValue = "../../java/fuzz/inputs/Audio")
  private Path inputs;

  private final SoakCounts counts = new SoakCounts();
  private final MemoryRule memory = new MemoryRule();
  private Fixtures fixtures;
  private Path served;
  private ServerProcess server;
  private int seconds;

  /** When the soak began, and how often the warm heap was measured. */
  private long began;

  private int warm;

  /** The model in use, and how often it has changed. */
  private int inUse;

  private int changes;

  private SoakMain() {}

  /** Starts a service, asks it, and stops it. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new SoakMain()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    fixtures = Fixtures.in(folder);
    served = fixtures.served(folder);
    Expected expected = new Expected(fixtures, 40);
    Hostile hostile = new Hostile(inputs);
    System.out.printf(
        "soak: %d clients for %s minutes, %d recordings, %d to be broken%n",
        clients, minutes, expected.recordings(), hostile.seeds());
    try (ServerProcess one =
        ServerProcess.start(served, folder.resolve("soak.log"), List.of(SoakClient.options()))) {
      server = one;
      run(expected, hostile);
      memory.heapEnd(server.heapMib());
      // After all else: what they take outside of the heap stays with the workers, and would hide a
      // leak.
      extremes();
      return judge();
    }
  }

  private void run(Expected expected, Hostile hostile) throws Exception {
    began = System.nanoTime();
    long end = began + (long) (minutes * 60e9);
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      clock.scheduleAtFixedRate(this::eachSecond, 1, 1, TimeUnit.SECONDS);
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        SoakClient client = new SoakClient(i, server, expected, hostile, counts);
        all.add(threads.submit(() -> client.run(end)));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
      clock.shutdown();
      clock.awaitTermination(60, TimeUnit.SECONDS);
    }
  }

  /** The longest recordings that may be, on both workers at once, and what only looks small. */
  private void extremes() throws Exception {
    byte[] longest = Hostile.longest();
    byte[] dense = Hostile.dense();
    List<CompletableFuture<HttpResponse<String>>> answers =
        List.of(server.post(longest), server.post(longest), server.post(dense));
    for (int i = 0; i < 3; i++) {
      HttpResponse<String> answer = answers.get(i).get(5, TimeUnit.MINUTES);
      counts.count("http: %s: %d".formatted(i < 2 ? "longest" : "dense", answer.statusCode()));
      if (answer.statusCode() != (i < 2 ? 200 : 422)) {
        counts.fault("an extreme recording was answered with " + answer.body());
      }
    }
  }

  /** Another model, or a broken one, and the memory. */
  private void eachSecond() {
    try {
      seconds++;
      memory.add(server.residentMib());
      // By the clock: on a slow machine this comes less often than each second.
      if (warm < WARM && System.nanoTime() - began >= minutes * 15e9) {
        warm++;
        memory.heapWarm(server.heapMib());
      }
      boolean broken = seconds % BROKEN == 0;
      if (broken) {
        byte[] bytes = Files.readAllBytes(fixtures.model(0));
        Fixtures.put(java.util.Arrays.copyOf(bytes, bytes.length / 2), served);
      } else {
        Fixtures.replace(fixtures.model(1 - inUse), served);
      }
      HttpResponse<String> answer = server.reload();
      int status = answer.statusCode();
      counts.count(broken ? "model: broken: " + status : "model: another: " + status);
      if (status != (broken ? 422 : 200) || !broken && !answer.body().contains("\"swapped\"")) {
        counts.fault("a model file was answered with " + status + ": " + answer.body());
      } else if (!broken) {
        inUse = 1 - inUse;
        changes++;
      }
    } catch (Exception e) {
      counts.fault("the model could not be changed: " + e);
    }
    if (seconds % 60 == 0) {
      System.out.printf(
          "soak: %d min: %,d requests, %d under way, %d faults, RSS %.0f MiB%n",
          seconds / 60, counts.requests(), counts.lost(), counts.faults(), memory.last());
    }
  }

  private int judge() throws Exception {
    // Those whose client has vanished end when the service notices.
    for (int i = 0; i < 100 && server.metric("emodna_streams_open") > 0; i++) {
      Thread.sleep(100);
    }
    double streams = server.metric("emodna_streams_open");
    double active = server.metric("emodna_requests_active");
    double failures = server.metric("emodna_http_requests_seconds_count", "status=\"500\"");
    double swaps = server.metric("emodna_model_reloads_total", "result=\"swapped\"");
    int code = server.stop();
    boolean passed =
        counts.lost() == 0
            && counts.faults() == 0
            && streams == 0
            && active == 0
            && failures == 0
            && changes > 0
            && swaps == changes
            && code == 143
            && memory.isFlat(minutes);
    System.out.println(counts.text());
    System.out.printf(
        "soak: %,d requests that must have an answer, %d lost, %d faults; %.0f models swapped of"
            + " %d%n",
        counts.requests(), counts.lost(), counts.faults(), swaps, changes);
    System.out.printf(
        "soak: at the end %.0f streams open, %.0f requests active, %.0f answers of 500, exit"
            + " code %d%n",
        streams, active, failures, code);
    System.out.println("soak: " + memory.text(minutes));
    System.out.println(passed ? "soak: passed" : "soak: FAILED");
    return passed ? 0 : 1;
  }
}
