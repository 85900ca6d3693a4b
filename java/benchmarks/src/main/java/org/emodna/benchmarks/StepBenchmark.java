package org.emodna.benchmarks;

import java.util.function.Consumer;
import org.emodna.config.TrainingConfig;
import org.emodna.training.StepWorkload;

/**
 * The whole training step of the default configuration: batch, two encoders, all losses, backward,
 * Adam.
 */
final class StepBenchmark implements Benchmark {
  private static final int FRAMES = 196;
  private static final int COEFFICIENTS = 39;
  private static final int UTTERANCES = 256;

  @Override
  public String name() {
    return "step";
  }

  @Override
  public void run(BenchmarkOptions options, Consumer<BenchmarkResult> results) {
    TrainingConfig config = TrainingConfig.defaults();
    TrainingConfig.ScheduleSettings schedule = config.schedule();
    String shape =
        "2 encoders, %d+%d x %d x %d"
            .formatted(schedule.batchSource(), schedule.batchTarget(), FRAMES, COEFFICIENTS);
    try (Bench bench = new Bench(options);
        StepWorkload step =
            new StepWorkload(bench.context, config, FRAMES, COEFFICIENTS, UTTERANCES)) {
      results.accept(bench.time(name(), shape, step::run));
    }
  }
}
