package org.emodna.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.emodna.features.Dialect;
import org.emodna.kernels.Mfcc;
import org.emodna.kernels.MfccRecipe;
import org.emodna.kernels.Tensor;

/**
 * MFCC of clips in memory, in the default dialect: copies from and to Java arrays included; of
 * clips that lie on the device, to the device; and of clips at another rate, a usual one and an odd
 * one by turns.
 */
final class FeatureBenchmark implements Benchmark {
  private static final int CLIPS = 64;
  private static final int SAMPLES = 100_000;
  private static final int USUAL_RATE = 44_100;
  private static final int ODD_RATE = 44_099;

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
      List<Stopwatch.Times> times =
          bench
              .stopwatch()
              .time(
                  List.of(
                      () -> clips.forEach(clip -> mfcc.compute(clip, USUAL_RATE, 0)),
                      () -> clips.forEach(clip -> mfcc.compute(clip, ODD_RATE, 0))));
      double usual = times.get(0).median();
      results.accept(result(bench, name() + "-usual-rate", USUAL_RATE, times.get(0), usual));
      results.accept(result(bench, name() + "-odd-rate", ODD_RATE, times.get(1), usual));
    }
  }

  private static BenchmarkResult result(Bench bench, String name, Runnable work) {
    Stopwatch.Times times = bench.stopwatch().time(work);
    Map<String, Double> speed = Map.of("utterances_per_s", CLIPS / times.median());
    return bench.result(name, CLIPS + " x " + SAMPLES + " samples", times, speed);
  }

  private static BenchmarkResult result(
      Bench bench, String name, int rate, Stopwatch.Times times, double usual) {
    String shape = CLIPS + " x " + SAMPLES + " samples at " + rate + " Hz";
    double median = times.median();
    return bench.result(
        name,
        shape,
        times,
        Map.of("utterances_per_s", CLIPS / median, "times_usual_rate", median / usual));
  }
}
