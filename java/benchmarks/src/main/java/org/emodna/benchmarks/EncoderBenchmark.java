package org.emodna.benchmarks;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import org.emodna.kernels.ElementType;
import org.emodna.kernels.Encoder;
import org.emodna.kernels.Tensor;

/** Both encoders of a training step in one call, forward and backward apart. */
final class EncoderBenchmark implements Benchmark {
  private static final int ENCODERS = 2;
  private static final int BATCH = 128;
  private static final int FRAMES = 196;
  private static final Encoder.Network NETWORK = new Encoder.Network(39, 39, 8);

  @Override
  public String name() {
    return "encoder";
  }

  @Override
  public void run(BenchmarkOptions options, Consumer<BenchmarkResult> results) {
    String shape =
        "%d encoders, %d x %d x %d".formatted(ENCODERS, BATCH, FRAMES, NETWORK.features());
    try (Bench bench = new Bench(options)) {
      Encoder encoder = encoder(bench);
      results.accept(
          withRate(bench.time(name() + "-forward", shape, encoder::forward), operations()));
      results.accept(
          withRate(bench.time(name() + "-backward", shape, encoder::backward), 2 * operations()));
    }
  }

  /** Of the forward pass's convolutions; the backward pass has twice as many. */
  private static double operations() {
    double channels = NETWORK.channels();
    double frame = channels * (NETWORK.features() + 2.0 * NETWORK.blocks() * 2 * channels);
    return 2 * frame * 2 * ENCODERS * BATCH * FRAMES;
  }

  private static BenchmarkResult withRate(BenchmarkResult result, double operations) {
    return new BenchmarkResult(
        result.name(),
        result.medianSeconds(),
        result.minSeconds(),
        result.cpuSeconds(),
        result.runs(),
        result.shape(),
        result.threads(),
        result.device(),
        Map.of("GFLOP_per_s", operations / result.medianSeconds() / 1e9));
  }

  private static Encoder encoder(Bench bench) {
    float[] statistics = new float[Math.toIntExact(ENCODERS * NETWORK.statistics())];
    Arrays.fill(statistics, 1);
    return new Encoder(bench.stream, NETWORK, new Encoder.Shape(ENCODERS, 1, BATCH, FRAMES))
        .train(true)
        .keep(true)
        .input(bench.uniform(2, BATCH, FRAMES, NETWORK.features()), null)
        .weights(
            bench.uniform(0.2, ENCODERS * NETWORK.parameters()),
            Tensor.of(bench.stream, statistics, statistics.length))
        .dropout(
            0.1f,
            Tensor.of(bench.stream, new long[] {1}, 1),
            Tensor.zeros(bench.context, ElementType.INT64, 1))
        .output(Tensor.floats(bench.context, ENCODERS, BATCH, NETWORK.channels()), null)
        .gradients(
            bench.uniform(1, ENCODERS, BATCH, NETWORK.channels()),
            Tensor.floats(bench.context, ENCODERS * NETWORK.parameters()),
            null)
        .allocate();
  }
}
