package org.emodna.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
import org.emodna.synthesis.SyntheticCorpus;

/** The recordings that a benchmark works on: those of a folder that can be decoded, or speech. */
final class Recordings implements AutoCloseable {
  private static final int SYNTHETIC_CLIPS = 48;

  private final Path temporary;
  private final List<Path> files = new ArrayList<>();
  private final List<AudioClip> clips = new ArrayList<>();

  /**
   * Decodes them all.
   *
   * @param folder of recordings; null = speech synthesised for the purpose
   */
  Recordings(Path folder, int threads) {
    temporary = folder == null ? writeSpeech() : null;
    try {
      decode(folder == null ? temporary : folder, threads);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void decode(Path folder, int threads) {
    for (Outcome<AudioClip> outcome :
        ParallelFiles.map(
            AudioFiles.below(List.of(folder)),
            new AudioDecoder()::decode,
            threads,
            Progress.NONE)) {
      if (outcome instanceof Outcome.Done<AudioClip> done) {
        files.add(outcome.path());
        clips.add(done.value());
      }
    }
    if (files.isEmpty()) {
      throw new EmoDnaException(folder + ": none of its files can be decoded; give recordings");
    }
  }

  List<Path> files() {
    return files;
  }

  /** What the files hold, in their order. */
  List<AudioClip> clips() {
    return clips;
  }

  /** For people: how many files, and how long they are together. */
  String shape() {
    double seconds = clips.stream().mapToDouble(AudioClip::seconds).sum();
    return "%d files, %.0f s of audio".formatted(files.size(), seconds);
  }

  /** WAV, the format that is decoded fastest, so that the features' share is not flattered. */
  private static Path writeSpeech() {
    try {
      Path folder = Files.createTempDirectory("emodna-bench");
      SyntheticCorpus corpus = SyntheticCorpus.NORTH;
      for (int i = 0; i < SYNTHETIC_CLIPS; i++) {
        Path file = folder.resolve("%03d.wav".formatted(i));
        AudioEncoder.write(file, AudioFormat.WAV, corpus.samples(i), corpus.sampleRate(i));
      }
      return folder;
    } catch (IOException e) {
      throw new EmoDnaException("recordings for the benchmark can't be written: " + e, e);
    }
  }

  @Override
  public void close() {
    if (temporary == null) {
      return;
    }
    try (Stream<Path> paths = Files.walk(temporary)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
