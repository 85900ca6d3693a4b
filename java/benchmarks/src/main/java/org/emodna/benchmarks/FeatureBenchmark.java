package org.emodna.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.emodna.audio.Dialect;
import org.emodna.kernels.Mfcc;
import org.emodna.kernels.MfccRecipe;
import org.emodna.kernels.Tensor;

/**
 * MFCC of clips in memory, in the default dialect: copies from and to Java arrays included; and of
 * clips that lie on the device, to the device.
 */
final class FeatureBenchmark implements Benchmark {
  private static final int CLIPS = 64;
  private static final int SAMPLES = 100_000;

  @Override
  public String name() {
    return "features";
  }

  @Override
  public void run(BenchmarkOptions options, Consumer<BenchmarkResult> results) {
    MfccRecipe recipe = Dialect.of("librosa-0.8").recipe();
    try (Bench bench = new Bench(options);
        Mfcc mfcc = new Mfcc(bench.stream, recipe)) {
      float[] all = bench.uniformValues(0.5, CLIPS * SAMPLES);
      List<float[]> clips =
          IntStream.range(0, CLIPS)
              .mapToObj(i -> Arrays.copyOfRange(all, i * SAMPLES, (i + 1) * SAMPLES))
              .toList();
      results.accept(result(bench, name(), () -> mfcc.compute(clips)));
      int[] samples = new int[CLIPS];
      Arrays.fill(samples, SAMPLES);
      int frames = CLIPS * mfcc.frames(SAMPLES);
      Tensor audio = Tensor.of(bench.stream, all, all.length);
      Tensor values = Tensor.floats(bench.context, frames, recipe.coefficients());
      Runnable resident = () -> mfcc.compute(audio, samples, values, null);
      results.accept(result(bench, name() + "-resident", resident));
    }
  }

  private static BenchmarkResult result(Bench bench, String name, Runnable work) {
    Stopwatch.Times times = bench.stopwatch().time(work);
    Map<String, Double> speed = Map.of("utterances_per_s", CLIPS / times.median());
    return bench.result(name, CLIPS + " x " + SAMPLES + " samples", times, speed);
  }
}
