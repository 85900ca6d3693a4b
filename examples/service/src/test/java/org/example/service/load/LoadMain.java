package org.example.service.load;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Throughput, latency and memory of the service on this machine, by HTTP and by streams. Ends with
 * 1 where an answer was none that is to be expected, a window did not come, or the stop was not
 * clean.
 */
@Command(name = "load", mixinStandardHelpOptions = true, showDefaultValues = true)
public final class LoadMain implements Callable<Integer> {
  @Option(names = "--clients", split = ",", defaultValue = "1,8,64,128")
  private List<Integer> clients;

  @Option(names = "--calls", split = ",", defaultValue = "1,50,200")
  private List<Integer> calls;

  @Option(names = "--seconds", description = "Of each measurement.", defaultValue = "20")
  private int seconds;

  @Option(names = "--model", description = "Default: a small one, trained for a moment.")
  private Path model;

  @Option(names = "--dir", defaultValue = "target/fixtures")
  private Path folder;

  private LoadMain() {}

  /** Starts a service, asks it, and stops it. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new LoadMain()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Fixtures fixtures = Fixtures.in(folder);
    Path served = model == null ? fixtures.model(0) : model;
    int most = calls.stream().mapToInt(one -> one).max().orElse(0);
    List<String> options =
        List.of("--streams", "" + (most + 1), "--connections", "" + (2 * most + 500));
    try (ServerProcess server = ServerProcess.start(served, folder.resolve("load.log"), options)) {
      HttpLoad http = new HttpLoad(server, fixtures.recordings(40));
      // Compiled and with all sessions made.
      http.run(4, Duration.ofSeconds(10));
      boolean good = true;
      for (int one : clients) {
        HttpLoad.Result result = http.run(one, Duration.ofSeconds(seconds));
        System.out.println(result.text());
        good &= result.good();
      }
      StreamLoad streams = new StreamLoad(server);
      for (int one : calls) {
        StreamLoad.Result result = streams.run(one, Duration.ofSeconds(seconds));
        System.out.println(result.text());
        good &= result.whole();
      }
      int code = server.stop();
      System.out.println("stopped with exit code " + code);
      System.out.println(good ? "load: all was answered" : "load: FAILED");
      return good && code == 143 ? 0 : 1;
    }
  }
}
