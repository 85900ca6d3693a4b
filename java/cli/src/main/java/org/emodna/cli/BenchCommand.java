package org.emodna.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.emodna.base.AtomicFile;
import org.emodna.base.EmoDnaException;
import org.emodna.benchmarks.BenchmarkOptions;
import org.emodna.benchmarks.BenchmarkResult;
import org.emodna.benchmarks.Benchmarks;
import org.emodna.kernels.Precision;
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
          "step, step-functionals, inference, encoder, losses, heads, features, speech, decode or"
              + " all (default: all); streams: live calls, one by one and in real time, and 10,000"
              + " open ones; engines: fused and cudnn beside each other, on a CUDA device with"
              + " cuDNN.")
  private List<String> names = List.of(Benchmarks.ALL);

  @Option(
      names = "--audio",
      paramLabel = "DIR",
      description = "Recordings for speech and decode (default: generated).")
  private Path audio;

  @Option(names = "--runs", paramLabel = "N", description = "Least number of timed runs of each.")
  private int runs = BenchmarkOptions.DEFAULT.runs();

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "Least duration of each measurement (default: ${DEFAULT-VALUE}).")
  private double seconds = BenchmarkOptions.DEFAULT.seconds();

  @Option(names = "--threads", paramLabel = "N", description = "CPU threads; 0 = all (default).")
  private int threads;

  @Option(names = "--device", paramLabel = "DEVICE", description = "auto, cpu, cuda or cuda:N.")
  private String device = BenchmarkOptions.DEFAULT.device();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(
      names = "--precision",
      paramLabel = "PRECISION",
      description =
          "float32 (default), tf32, tf32x3 or bf16: of step, encoder, engines and contrastive"
              + " decoupling, on a CUDA device.")
  private Precision precision = BenchmarkOptions.DEFAULT.precision();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Also write JSON there, anew after each result: it holds what was done if a later one"
              + " fails.")
  private Path out;

  @Override
  public Integer call() {
    if (out != null) {
      out = OutputFile.requirePlace(out);
    }
    BenchmarkOptions options =
        new BenchmarkOptions(threads, device, runs, seconds, audio, precision);
    List<BenchmarkResult> soFar = new ArrayList<>();
    List<BenchmarkResult> results =
        Benchmarks.run(
            names,
            options,
            done -> {
              System.err.println(done.name() + ": done");
              soFar.add(done);
              write(soFar);
            });
    System.out.println(json ? Benchmarks.toJson(results) : Benchmarks.toTable(results));
    return Main.DONE;
  }

  private void write(List<BenchmarkResult> results) {
    if (out == null) {
      return;
    }
    byte[] json = Benchmarks.toJson(results).getBytes(StandardCharsets.UTF_8);
    try {
      AtomicFile.write(out, stream -> stream.write(json));
    } catch (IOException e) {
      throw new EmoDnaException(
          "--out " + out + ": can't be written (" + e + "); name a file elsewhere", e);
    }
  }
}
