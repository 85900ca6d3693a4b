package org.emodna.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.emodna.audio.AudioDecoder;
import org.emodna.audio.ParallelFiles;
import org.emodna.base.Progress;
import org.emodna.features.Dialect;
import org.emodna.features.FeatureExtractor;
import org.emodna.features.FeatureStream;
import org.emodna.features.Framing;
import org.emodna.features.FunctionalsStream;
import org.emodna.features.InputSpec;
import org.emodna.features.MfccStream;

/**
 * Decoding of a folder of recordings, by turns alone and with features behind it: MFCC, all streams
 * of frames side by side, and the two recipes of functionals.
 */
final class DecodeBenchmark implements Benchmark {
  @Override
  public String name() {
    return "decode";
  }

  @Override
  public void run(BenchmarkOptions options, Consumer<BenchmarkResult> results) {
    Map<String, FeatureExtractor> extractors = new LinkedHashMap<>();
    try (Bench bench = Bench.cpu(options);
        Recordings recordings = new Recordings(options.audio(), bench.context.threads())) {
      AudioDecoder decoder = new AudioDecoder();
      int threads = bench.context.threads();
      addExtractors(extractors);
      List<Runnable> works = new ArrayList<>();
      works.add(
          () -> ParallelFiles.map(recordings.files(), decoder::decode, threads, Progress.NONE));
      extractors
          .values()
          .forEach(
              extractor ->
                  works.add(() -> extractor.extract(recordings.files(), threads, Progress.NONE)));
      List<Stopwatch.Times> times = bench.stopwatch().time(works);
      int files = recordings.files().size();
      double decode = times.get(0).median();
      results.accept(
          bench.result(
              name(), recordings.shape(), times.get(0), Map.of("files_per_s", files / decode)));
      int at = 1;
      for (String ending : extractors.keySet()) {
        Stopwatch.Times both = times.get(at++);
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("files_per_s", files / both.median());
        figures.put("times_decode", both.median() / decode);
        results.accept(bench.result(name() + ending, recordings.shape(), both, figures));
      }
    } finally {
      extractors.values().forEach(FeatureExtractor::close);
    }
  }

  /** By the ending of the row's name. */
  private static void addExtractors(Map<String, FeatureExtractor> extractors) {
    extractors.put(
        "-features",
        new FeatureExtractor(new MfccStream(Dialect.of("librosa-0.8")), Framing.FIXED));
    extractors.put(
        "-streams",
        extractor(InputSpec.builder().stream("mfcc").stream("prosody").stream("voice").build()));
    int cepstra = FunctionalsStream.Settings.defaults().cepstra();
    for (String recipe : List.of("functionals-1", "functionals-2")) {
      extractors.put(
          "-" + recipe,
          extractor(
              InputSpec.builder().stream(
                      FunctionalsStream.NAME, new FunctionalsStream.Settings(recipe, cepstra))
                  .build()));
    }
  }

  private static FeatureExtractor extractor(InputSpec input) {
    List<FeatureStream> streams = input.streams();
    FeatureExtractor.Builder builder = FeatureExtractor.builder(streams.get(0), input.framing());
    streams.subList(1, streams.size()).forEach(builder::join);
    return builder.build();
  }
}
