package org.emodna.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.emodna.audio.AudioClip;
import org.emodna.features.Dialect;
import org.emodna.kernels.Mfcc;
import org.emodna.kernels.Pitch;
import org.emodna.kernels.PitchRecipe;
import org.emodna.kernels.Resampler;
import org.emodna.kernels.Voice;
import org.emodna.kernels.VoiceRecipe;

/**
 * The operations that streams and functionals are made of, one by one and by turns, on recordings
 * that are decoded and at 22,050 Hz before the clock runs. {@code benchmarks/compare} sets the
 * pitch beside Praat's.
 */
final class SpeechBenchmark implements Benchmark {
  private static final int RATE = 22_050;

  /** c0 to c12, as functionals take them. */
  private static final int COEFFICIENTS = 13;

  @Override
  public String name() {
    return "speech";
  }

  @Override
  public void run(BenchmarkOptions options, Consumer<BenchmarkResult> results) {
    try (Bench bench = Bench.cpu(options);
        Recordings recordings = new Recordings(options.audio(), bench.context.threads());
        Mfcc mfcc =
            new Mfcc(
                    bench.stream,
                    Dialect.LIBROSA_0_8.recipe().toBuilder().coefficients(COEFFICIENTS).build())
                .keepLogMel();
        Pitch frameWise = new Pitch(bench.stream, PitchRecipe.frameWise().build());
        Pitch path = new Pitch(bench.stream, PitchRecipe.path().build());
        Voice voice = new Voice(bench.stream, VoiceRecipe.builder().build())) {
      List<AudioClip> decoded = recordings.clips();
      List<float[]> clips =
          decoded.stream()
              .map(c -> Resampler.resample(bench.stream, c.samples(), c.sampleRate(), RATE))
              .toList();
      List<Pitch.Result> contours = clips.stream().map(path::compute).toList();
      Map<String, Runnable> works = new LinkedHashMap<>();
      works.put(
          "resample",
          () ->
              decoded.forEach(
                  c -> Resampler.resample(bench.stream, c.samples(), c.sampleRate(), RATE)));
      works.put("spectrum", () -> clips.forEach(mfcc::compute));
      works.put("pitch-frame-wise", () -> clips.forEach(frameWise::compute));
      works.put("pitch", () -> clips.forEach(path::compute));
      works.put(
          "voice",
          () ->
              IntStream.range(0, clips.size())
                  .forEach(i -> voice.compute(clips.get(i), contours.get(i))));
      List<Stopwatch.Times> times = bench.stopwatch().time(List.copyOf(works.values()));
      int at = 0;
      for (String part : works.keySet()) {
        Stopwatch.Times one = times.get(at++);
        results.accept(
            bench.result(
                name() + "/" + part,
                recordings.shape(),
                one,
                Map.of("files_per_s", clips.size() / one.median())));
      }
    }
  }
}
