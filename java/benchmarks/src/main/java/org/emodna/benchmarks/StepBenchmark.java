package org.emodna.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.emodna.config.ConfigFile;
import org.emodna.config.ScheduleSettings;
import org.emodna.config.TrainingConfig;
import org.emodna.kernels.Precision;
import org.emodna.training.StepWorkload;

/**
 * The whole training step of the default configuration: batch, two encoders, all losses, backward,
 * Adam.
 */
final class StepBenchmark implements Benchmark {
  private static final int FRAMES = 196;
  private static final int COEFFICIENTS = 39;
  private static final int UTTERANCES = 256;

  /** Runs at once; one alone does not fill a GPU. */
  private static final int REPLICAS = 16;

  @Override
  public String name() {
    return "step";
  }

  @Override
  public void run(BenchmarkOptions options, Consumer<BenchmarkResult> results) {
    TrainingConfig config = config(options.precision());
    ScheduleSettings schedule = config.schedule();
    String shape =
        "2 encoders, %d+%d x %d x %d"
                .formatted(schedule.batchSource(), schedule.batchTarget(), FRAMES, COEFFICIENTS)
            + options.precisionSuffix();
    try (Bench bench = new Bench(options)) {
      results.accept(time(bench, name(), shape, config, 1));
      if (!bench.onGpu()) {
        return;
      }
    }
    // A separate device: memory of the single run must not count here.
    try (Bench bench = new Bench(options)) {
      results.accept(time(bench, name() + "-replicas", shape, config, REPLICAS));
    }
  }

  private static TrainingConfig config(Precision precision) {
    String word = precision.name().toLowerCase(Locale.ROOT);
    return ConfigFile.parse(
        "{\"encoder\": {\"precision\": \"%s\"}, \"decoupling\": {\"precision\": \"%s\"}}"
            .formatted(word, word),
        "bench --precision",
        TrainingConfig.defaults());
  }

  private static BenchmarkResult time(
      Bench bench, String name, String shape, TrainingConfig config, int replicas) {
    List<Long> seeds = LongStream.range(0, replicas).boxed().toList();
    try (StepWorkload step =
        new StepWorkload(
            bench.context,
            config,
            seeds,
            new StepWorkload.Size(FRAMES, COEFFICIENTS, UTTERANCES))) {
      return bench
          .result(
              name,
              replicas == 1 ? shape : replicas + " runs at once of " + shape,
              bench.timeQueued(step::queue, step::synchronize),
              replicas == 1 ? Map.of() : Map.of("replicas", (double) replicas))
          .with("memory_bytes", bench.context.memoryInUse());
    }
  }
}
