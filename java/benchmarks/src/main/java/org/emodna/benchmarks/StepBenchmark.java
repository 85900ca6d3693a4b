package org.emodna.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.emodna.config.ConfigFile;
import org.emodna.config.ScheduleSettings;
import org.emodna.config.TrainingConfig;
import org.emodna.features.InputSpec;
import org.emodna.kernels.Precision;
import org.emodna.training.StepWorkload;

/** A whole training step: batch, two encoders, all losses, backward, Adam. */
final class StepBenchmark implements Benchmark {
  private static final int FRAMES = 196;
  private static final int UTTERANCES = 256;

  /** Runs at once; one alone does not fill a GPU. */
  static final int REPLICAS = 16;

  /** What the defaults were in version 0.1.0, where they say something else today. */
  private static final String VERSION_0_1 =
      """
      features: {streams: [mfcc], framing: speech, normalisation: corpus, speaker-prior: 0}
      mfcc: {dialect: librosa-0.8, first: 0, coefficients: 39}
      encoder: {kind: tim-net, channels: 39, blocks: 8, dropout: 0.1, batch-norm-epsilon: 0.001,
        batch-norm-momentum: 0.99, fusion-init: uniform, batch-norm-domains: joint, pooling: mean,
        width: 0, jitter-shift: 0, jitter-scale: 0, jitter-span: 0}
      emotion-classifier: {label-smoothing: 0.1}
      target-emotion: {weight: 0}
      threshold: {strategy: adaptive, momentum: 0.9, rho: 0.95, fixed: 0.8}
      corpus-classifier: {weight: 1, classes: corpora}
      decoupling: {weight: 0.1, temperature: 0.07, hidden: 64, size: 64}
      decorrelation: {weight: 0}
      information: {weight: 0}
      alignment: {class-weight: 0.1, corpus-weight: 1, kernel-space: l2}
      optimizer: {learning-rate: 0.001, beta1: 0.93, beta2: 0.98, epsilon: 1.0e-8, weight-decay: 0,
        schedule: constant, warm-up-steps: 0}
      schedule: {epochs: 0, steps: 600, batch-source: 64, batch-target: 64, balanced: false}
      """;

  private final String name;
  private final boolean timNet;

  private StepBenchmark(String name, boolean timNet) {
    this.name = name;
    this.timNet = timNet;
  }

  /** That of TIM-Net on 39 MFCC, version 0.1.0's, which PyTorch's side does too. */
  static StepBenchmark ofTimNet() {
    return new StepBenchmark("step", true);
  }

  /** That of the default configuration: a small network on functionals, in float32. */
  static StepBenchmark ofFunctionals() {
    return new StepBenchmark("step-functionals", false);
  }

  @Override
  public String name() {
    return name;
  }

  /**
   * Work of one kind.
   *
   * @param config of the run
   * @param size of its utterances
   * @param shape both, for people
   */
  record Work(TrainingConfig config, StepWorkload.Size size, String shape) {}

  @Override
  public void run(BenchmarkOptions options, Consumer<BenchmarkResult> results) {
    Work work = work(options);
    try (Bench bench = new Bench(options)) {
      results.accept(time(bench, name, work, 1));
      if (!bench.onGpu()) {
        return;
      }
    }
    // A separate device: memory of the single run must not count here.
    try (Bench bench = new Bench(options)) {
      results.accept(time(bench, name + "-replicas", work, REPLICAS));
    }
  }

  /** What a step is made of. */
  Work work(BenchmarkOptions options) {
    return timNet ? timNetWork(options) : functionalsWork();
  }

  private static Work timNetWork(BenchmarkOptions options) {
    TrainingConfig config = timNet(options.precision());
    StepWorkload.Size size = new StepWorkload.Size(FRAMES, config.input().width(), UTTERANCES);
    return new Work(
        config,
        size,
        "%s x %d x %d".formatted(batches(config), size.frames(), size.width())
            + options.precisionSuffix());
  }

  private static Work functionalsWork() {
    TrainingConfig config = TrainingConfig.defaults().withNormalisation("corpus");
    InputSpec input = config.input();
    StepWorkload.Size size = new StepWorkload.Size(input.maxFrames(), input.width(), UTTERANCES);
    return new Work(config, size, "%s x %d".formatted(batches(config), size.width()));
  }

  /** The configuration of TIM-Net's step. */
  static TrainingConfig timNet(Precision precision) {
    TrainingConfig config = ConfigFile.parse(VERSION_0_1, "bench step", TrainingConfig.defaults());
    String word = precision.name().toLowerCase(Locale.ROOT);
    return ConfigFile.parse(
        "{\"encoder\": {\"precision\": \"%s\"}, \"decoupling\": {\"precision\": \"%s\"}}"
            .formatted(word, word),
        "bench --precision",
        config);
  }

  private static String batches(TrainingConfig config) {
    ScheduleSettings schedule = config.schedule();
    int encoders = config.roles().size();
    return "%d encoder%s, %d+%d"
        .formatted(
            encoders, encoders == 1 ? "" : "s", schedule.batchSource(), schedule.batchTarget());
  }

  private static BenchmarkResult time(Bench bench, String name, Work work, int replicas) {
    List<Long> seeds = LongStream.range(0, replicas).boxed().toList();
    try (StepWorkload step = new StepWorkload(bench.context, work.config, seeds, work.size)) {
      return bench
          .result(
              name,
              replicas == 1 ? work.shape : replicas + " runs at once of " + work.shape,
              bench.timeQueued(step::queue, step::synchronize),
              replicas == 1 ? Map.of() : Map.of("replicas", (double) replicas))
          .with("memory_bytes", bench.context.memoryInUse());
    }
  }
}
