package org.emodna.benchmarks;

import java.util.Arrays;
import java.util.function.Consumer;
import org.emodna.kernels.ElementType;
import org.emodna.kernels.Precision;
import org.emodna.kernels.Tensor;
import org.emodna.kernels.TimNet;

/** Both encoders of a training step in one call, forward and backward apart. */
final class EncoderBenchmark implements Benchmark {
  static final int ENCODERS = 2;
  static final int BATCH = 128;
  static final int FRAMES = 196;
  private static final TimNet.Network NETWORK = new TimNet.Network(39, 39, 8);

  @Override
  public String name() {
    return "encoder";
  }

  @Override
  public void run(BenchmarkOptions options, Consumer<BenchmarkResult> results) {
    String shape =
        "%d encoders, %d x %d x %d".formatted(ENCODERS, BATCH, FRAMES, NETWORK.features())
            + options.precisionSuffix();
    try (Bench bench = new Bench(options)) {
      TimNet encoder = encoder(bench, NETWORK, TimNet.Engine.FUSED, options.precision());
      results.accept(
          withRate(bench.time(name() + "-forward", shape, encoder::forward), operations(NETWORK)));
      results.accept(
          withRate(
              bench.time(name() + "-backward", shape, encoder::backward), 2 * operations(NETWORK)));
    }
  }

  /** Of the forward passes' convolutions; the backward passes have twice as many. */
  static double operations(TimNet.Network network) {
    return ENCODERS * operations(network, BATCH * FRAMES);
  }

  /** Of one encoder's convolutions, forward, in both directions of time. */
  static double operations(TimNet.Network network, int frames) {
    double channels = network.channels();
    double frame = channels * (network.features() + 2.0 * network.blocks() * 2 * channels);
    return 2 * frame * 2 * frames;
  }

  static BenchmarkResult withRate(BenchmarkResult result, double operations) {
    return result.with("GFLOP_per_s", operations / result.medianSeconds() / 1e9);
  }

  static TimNet encoder(
      Bench bench, TimNet.Network network, TimNet.Engine engine, Precision precision) {
    float[] statistics = new float[Math.toIntExact(ENCODERS * network.statistics())];
    Arrays.fill(statistics, 1);
    return new TimNet(bench.stream, network, new TimNet.Shape(ENCODERS, 1, BATCH, FRAMES))
        .train(true)
        .keep(true)
        .engine(engine, precision)
        .input(bench.uniform(2, BATCH, FRAMES, network.features()), null)
        .weights(
            bench.uniform(0.2, ENCODERS * network.parameters()),
            Tensor.of(bench.stream, statistics, statistics.length))
        .dropout(
            0.1f,
            Tensor.of(bench.stream, new long[] {1}, 1),
            Tensor.zeros(bench.context, ElementType.INT64, 1))
        .output(Tensor.floats(bench.context, ENCODERS, BATCH, network.channels()), null)
        .gradients(
            bench.uniform(1, ENCODERS, BATCH, network.channels()),
            Tensor.floats(bench.context, ENCODERS * network.parameters()),
            null)
        .allocate();
  }
}
