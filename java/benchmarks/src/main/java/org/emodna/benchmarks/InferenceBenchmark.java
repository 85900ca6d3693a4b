package org.emodna.benchmarks;

import java.util.Arrays;
import java.util.function.Consumer;
import org.emodna.kernels.ElementType;
import org.emodna.kernels.Tensor;
import org.emodna.kernels.TimNet;

/** One encoder forward, as in use (eval mode) and as in training (batch statistics, dropout). */
final class InferenceBenchmark implements Benchmark {
  private static final int BATCH = 128;
  private static final int FRAMES = 196;
  private static final TimNet.Network NETWORK = new TimNet.Network(39, 39, 8);

  @Override
  public String name() {
    return "inference";
  }

  @Override
  public void run(BenchmarkOptions options, Consumer<BenchmarkResult> results) {
    String shape = "%d x %d x %d".formatted(BATCH, FRAMES, NETWORK.features());
    try (Bench bench = new Bench(options)) {
      double operations = EncoderBenchmark.operations(NETWORK, BATCH * FRAMES);
      TimNet inference = encoder(bench, false);
      results.accept(
          EncoderBenchmark.withRate(bench.time(name(), shape, inference::forward), operations));
      TimNet training = encoder(bench, true);
      results.accept(
          EncoderBenchmark.withRate(
              bench.time(name() + "-train-mode", shape, training::forward), operations));
    }
  }

  private static TimNet encoder(Bench bench, boolean train) {
    float[] statistics = new float[Math.toIntExact(NETWORK.statistics())];
    Arrays.fill(statistics, 1);
    TimNet encoder =
        new TimNet(bench.stream, NETWORK, new TimNet.Shape(1, 1, BATCH, FRAMES))
            .train(train)
            .keep(false)
            .input(bench.uniform(2, BATCH, FRAMES, NETWORK.features()), null)
            .weights(
                bench.uniform(0.2, NETWORK.parameters()),
                Tensor.of(bench.stream, statistics, statistics.length))
            .output(Tensor.floats(bench.context, BATCH, NETWORK.channels()), null);
    if (train) {
      encoder.dropout(
          0.1f,
          Tensor.of(bench.stream, new long[] {1}, 1),
          Tensor.zeros(bench.context, ElementType.INT64, 1));
    }
    return encoder.allocate();
  }
}
