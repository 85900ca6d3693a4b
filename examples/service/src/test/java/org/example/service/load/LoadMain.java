package org.example.service.load;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Throughput, latency and memory of the service on this machine, by HTTP and by streams. */
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
      for (int one : clients) {
        System.out.println(http.run(one, Duration.ofSeconds(seconds)));
      }
      StreamLoad streams = new StreamLoad(server);
      for (int one : calls) {
        System.out.println(streams.run(one, Duration.ofSeconds(seconds)));
      }
      int code = server.stop();
      System.out.println("stopped with exit code " + code);
      return code == 143 ? 0 : 1;
    }
  }
}
