package org.emodna.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.emodna.audio.AudioClip;
import org.emodna.audio.AudioDecoder;
import org.emodna.audio.AudioEncoder;
import org.emodna.audio.AudioFormat;
import org.emodna.audio.Outcome;
import org.emodna.audio.ParallelFiles;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Progress;
import org.emodna.corpus.AudioFiles;
import org.emodna.features.Dialect;
import org.emodna.features.FeatureExtractor;
import org.emodna.features.Framing;
import org.emodna.features.MfccStream;
import org.emodna.synthesis.SyntheticCorpus;

/** Decoding of a folder of recordings, by turns alone and with the features behind it. */
final class DecodeBenchmark implements Benchmark {
  private static final int SYNTHETIC_CLIPS = 48;

  @Override
  public String name() {
    return "decode";
  }

  @Override
  public void run(BenchmarkOptions options, Consumer<BenchmarkResult> results) {
    if (options.audio() != null) {
      time(options, options.audio(), results);
      return;
    }
    Path folder = null;
    try {
      folder = Files.createTempDirectory("emodna-bench");
      writeSpeech(folder);
      time(options, folder, results);
    } catch (IOException e) {
      throw new EmoDnaException("recordings for the benchmark can't be written: " + e, e);
    } finally {
      delete(folder);
    }
  }

  private void time(BenchmarkOptions options, Path folder, Consumer<BenchmarkResult> results) {
    AudioDecoder decoder = new AudioDecoder();
    try (Bench bench = Bench.cpu(options);
        FeatureExtractor extractor =
            new FeatureExtractor(new MfccStream(Dialect.of("librosa-0.8")), Framing.FIXED)) {
      int threads = bench.context.threads();
      List<Path> files = new ArrayList<>();
      double seconds = 0;
      List<Outcome<AudioClip>> clips =
          ParallelFiles.map(
              AudioFiles.below(List.of(folder)), decoder::decode, threads, Progress.NONE);
      for (Outcome<AudioClip> outcome : clips) {
        if (outcome instanceof Outcome.Done<AudioClip> done) {
          files.add(outcome.path());
          seconds += done.value().seconds();
        }
      }
      if (files.isEmpty()) {
        throw new EmoDnaException(folder + ": none of its files can be decoded; give recordings");
      }
      List<Stopwatch.Times> times =
          bench
              .stopwatch()
              .time(
                  List.of(
                      () -> ParallelFiles.map(files, decoder::decode, threads, Progress.NONE),
                      () -> extractor.extract(files, threads, Progress.NONE)));
      double decode = times.get(0).median();
      double both = times.get(1).median();
      String shape = "%d files, %.0f s of audio".formatted(files.size(), seconds);
      results.accept(bench.result(name(), shape, times.get(0), speed(files, decode)));
      Map<String, Double> figures = speed(files, both);
      figures.put("times_decode", both / decode);
      results.accept(bench.result(name() + "-features", shape, times.get(1), figures));
    }
  }

  private static Map<String, Double> speed(List<Path> files, double seconds) {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("files_per_s", files.size() / seconds);
    return figures;
  }

  /** WAV, the format that is decoded fastest, so that the features' share is not flattered. */
  private static void writeSpeech(Path folder) {
    SyntheticCorpus corpus = SyntheticCorpus.NORTH;
    for (int i = 0; i < SYNTHETIC_CLIPS; i++) {
      Path file = folder.resolve("%03d.wav".formatted(i));
      AudioEncoder.write(file, AudioFormat.WAV, corpus.samples(i), corpus.sampleRate(i));
    }
  }

  private static void delete(Path folder) {
    if (folder == null) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
