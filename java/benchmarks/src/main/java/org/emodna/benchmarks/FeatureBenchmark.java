package org.emodna.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.emodna.audio.Dialect;
import org.emodna.kernels.Mfcc;

/** MFCC of clips in memory, in the default dialect; copies from and to Java arrays included. */
final class FeatureBenchmark implements Benchmark {
  private static final int CLIPS = 64;
  private static final int SAMPLES = 100_000;

  @Override
  public String name() {
    return "features";
  }

  @Override
  public void run(BenchmarkOptions options, Consumer<BenchmarkResult> results) {
    try (Bench bench = new Bench(options);
        Mfcc mfcc = new Mfcc(bench.stream, Dialect.of("librosa-0.8").recipe())) {
      List<float[]> clips = new ArrayList<>();
      for (int i = 0; i < CLIPS; i++) {
        clips.add(bench.uniformValues(0.5, SAMPLES));
      }
      Stopwatch.Times times = bench.stopwatch().time(() -> mfcc.compute(clips));
      Map<String, Double> speed = Map.of("utterances_per_s", CLIPS / times.median());
      results.accept(bench.result(name(), CLIPS + " x " + SAMPLES + " samples", times, speed));
    }
  }
}
