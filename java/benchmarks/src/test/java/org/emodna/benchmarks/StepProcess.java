package org.emodna.benchmarks;

import java.util.List;
import java.util.stream.LongStream;
import org.emodna.kernels.DeviceChoice;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Precision;
import org.emodna.training.StepWorkload;

/** One training step in a process of its own, whose environment says where its graph is written. */
final class StepProcess {
  private StepProcess() {}

  /** Records and launches the step of a benchmark, "step" or "step-functionals", once. */
  public static void main(String[] args) {
    List<StepBenchmark> all = List.of(StepBenchmark.ofTimNet(), StepBenchmark.ofFunctionals());
    StepBenchmark benchmark =
        all.stream().filter(one -> one.name().equals(args[0])).findFirst().orElseThrow();
    List<Long> seeds = LongStream.range(0, Integer.parseInt(args[1])).boxed().toList();
    StepBenchmark.Work work =
        benchmark.work(new BenchmarkOptions(1, "cuda", 1, 1, null, Precision.FLOAT32));
    try (KernelContext context = DeviceChoice.of("cuda").open(1);
        StepWorkload step = new StepWorkload(context, work.config(), seeds, work.size())) {
      step.run();
    }
  }
}
