package org.emodna.benchmarks;

import java.util.function.Consumer;
import org.emodna.kernels.TimNet;

/**
 * The encoder's engines beside each other, forward and backward together, from the method's 39
 * channels to wide encoders: which one is better depends on the GPU. Needs a CUDA device with
 * cuDNN, so "all" leaves it out.
 */
final class EngineBenchmark implements Benchmark {
  private static final int[] CHANNELS = {39, 128, 256};
  private static final int FEATURES = 39;
  private static final int BLOCKS = 8;

  @Override
  public String name() {
    return "engines";
  }

  @Override
  public boolean partOfAll() {
    return false;
  }

  @Override
  public void run(BenchmarkOptions options, Consumer<BenchmarkResult> results) {
    for (int channels : CHANNELS) {
      TimNet.Network network = new TimNet.Network(FEATURES, channels, BLOCKS);
      for (TimNet.Engine engine : TimNet.Engine.values()) {
        results.accept(time(options, network, engine));
      }
    }
  }

  static BenchmarkResult time(
      BenchmarkOptions options, TimNet.Network network, TimNet.Engine engine) {
    String word = engine == TimNet.Engine.CUDNN ? "cudnn" : "fused";
    String name = "engines/%s-%d".formatted(word, network.channels());
    String shape =
        "%d encoders, %d x %d, C = %d"
                .formatted(
                    EncoderBenchmark.ENCODERS,
                    EncoderBenchmark.BATCH,
                    EncoderBenchmark.FRAMES,
                    network.channels())
            + options.precisionSuffix();
    try (Bench bench = new Bench(options)) {
      TimNet encoder = EncoderBenchmark.encoder(bench, network, engine, options.precision());
      Runnable both =
          () -> {
            encoder.forward();
            encoder.backward();
          };
      return EncoderBenchmark.withRate(
          bench.time(name, shape, both), 3 * EncoderBenchmark.operations(network));
    }
  }
}
