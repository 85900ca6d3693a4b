package org.emodna.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.emodna.benchmarks.BenchmarkOptions;
import org.emodna.benchmarks.BenchmarkResult;
import org.emodna.benchmarks.Benchmarks;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "bench",
    description = "Times the parts of the program on this machine and prints a table.",
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "NAME",
      arity = "0..*",
      description =
          "step, inference, encoder, losses, features, decode or all (default: all); engines: fused and"
              + " cudnn beside each other, on a CUDA device with cuDNN.")
  private List<String> names = List.of(Benchmarks.ALL);

  @Option(
      names = "--audio",
      paramLabel = "DIR",
      description = "Recordings for decode (default: made here).")
  private Path audio;

  @Option(names = "--runs", paramLabel = "N", description = "Least number of timed runs of each.")
  private int runs = BenchmarkOptions.DEFAULT.runs();

  @Option(names = "--threads", paramLabel = "N", description = "CPU threads; 0 = all (default).")
  private int threads;

  @Option(names = "--device", paramLabel = "DEVICE", description = "auto, cpu, cuda or cuda:N.")
  private String device = BenchmarkOptions.DEFAULT.device();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() {
    BenchmarkOptions options =
        new BenchmarkOptions(threads, device, runs, BenchmarkOptions.DEFAULT.seconds(), audio);
    List<BenchmarkResult> results = new ArrayList<>();
    try {
      Benchmarks.run(
          names,
          options,
          done -> {
            results.add(done);
            System.err.println(done.name() + ": done");
          });
    } finally {
      // Also where a later one fails, for want of memory, say: minutes of timing are not thrown
      // away.
      if (!results.isEmpty()) {
        System.out.println(json ? Benchmarks.toJson(results) : Benchmarks.toTable(results));
      }
    }
    return Main.DONE;
  }
}
