package org.emodna.reproduction;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.emodna.audio.AudioClip;
import org.emodna.audio.AudioEncoder;
import org.emodna.audio.AudioFormat;
import org.emodna.audio.Sound;
import org.emodna.base.Progress;
import org.emodna.base.ProgressEvent.EpochEnded;
import org.emodna.base.ProgressEvent.RunScored;
import org.emodna.config.ConfigFile;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.Utterance;
import org.emodna.protocol.Columns;
import org.emodna.protocol.Matrix;
import org.emodna.protocol.Protocol;
import org.emodna.protocol.Track;
import org.emodna.runs.StoredRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A matrix over corpora whose recordings are in memory. */
class MemoryReproductionTest {
  private static final int RATE = 16_000;
  private static final int EACH = 4;
  private static final List<String> LABELS = List.of("anger", "neutral", "sadness");

  private static final String SETTINGS =
      """
      labels: [anger, neutral, sadness]
      features: {streams: [mfcc]}
      encoder: {kind: tim-net, channels: 8, blocks: 3, fusion-init: mean, batch-norm-momentum: 0.9}
      schedule: {epochs: 3, batch-source: 8, batch-target: 8}
      """;

  @TempDir Path folder;

  /** Tones of two corpora, each time in new arrays: a class is a pitch, a corpus a timbre. */
  private static List<Corpus> clips() {
    return List.of(corpus("high", 0.2), corpus("low", 0.6));
  }

  private static Corpus corpus(String name, double brightness) {
    List<Utterance> all = new ArrayList<>();
    for (int c = 0; c < LABELS.size(); c++) {
      for (int i = 0; i < EACH; i++) {
        float[] samples = new float[RATE / 2 + 500 * i];
        for (int t = 0; t < samples.length; t++) {
          double phase = 2 * Math.PI * (200 << c) * (1 + 0.01 * i) * t / RATE;
          samples[t] = (float) (0.3 * Math.sin(phase) + 0.3 * brightness * Math.sin(2 * phase));
        }
        String id = LABELS.get(c) + i + ".wav";
        AudioClip clip = AudioClip.of(samples, RATE, id);
        all.add(Utterance.of(id, clip, LABELS.get(c), "speaker" + i % 2));
      }
    }
    return Corpus.of(name, all);
  }

  /** The same samples as files of 32-bit floats. */
  private Corpus files(Corpus clips) {
    return Corpus.of(
        clips.name(),
        clips.utterances().stream()
            .map(
                one -> {
                  AudioClip clip = ((Sound.InMemory) one.sound()).clip();
                  Path file = folder.resolve(clips.name()).resolve(one.id());
                  try {
                    Files.createDirectories(file.getParent());
                    AudioEncoder.write(
                        file, AudioFormat.WAV_FLOAT, new float[][] {clip.samples()}, RATE);
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                  return Utterance.of(one.id(), file, one.emotion().name(), one.speaker());
                })
            .toList());
  }

  private Reproduction.Builder reproduction(List<Corpus> corpora, String store) {
    Matrix matrix =
        Matrix.builder()
            .protocol(Protocol.named("every-direction"))
            .opened(corpora)
            .columns(Columns.of(List.of("emo-dna", "source-only")))
            .seeds(List.of(1L, 2L))
            .tracks(List.of(Track.CORPUS))
            .settings(base -> ConfigFile.parse(SETTINGS, "settings", base))
            .open();
    return Reproduction.builder()
        .matrix(matrix)
        .store(folder.resolve(store))
        .device("cpu")
        .threads(2)
        .watchedEpochs(2)
        .atOnce(2);
  }

  /** The results' files, by address and name, but for descriptions, which have times. */
  private Map<String, byte[]> results(String store) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    Path runs = folder.resolve(store).resolve("runs");
    try (Stream<Path> all = Files.walk(runs)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (!file.endsWith(StoredRun.DESCRIPTION)) {
          files.put(runs.relativize(file).toString(), Files.readAllBytes(file));
        }
      }
    }
    return files;
  }

  private static void assertSame(Map<String, byte[]> expected, Map<String, byte[]> files) {
    assertEquals(expected.keySet(), files.keySet());
    expected.forEach((name, bytes) -> assertArrayEquals(bytes, files.get(name), name));
  }

  /** Predictions with the truth, whichever run they are of. */
  private static List<String> predictions(Map<String, byte[]> files) {
    return files.entrySet().stream()
        .filter(one -> one.getKey().endsWith("predictions.csv"))
        .map(one -> new String(one.getValue()))
        .sorted()
        .toList();
  }

  @Test
  void clipsGiveTheScoresOfTheirFilesAtOtherAddresses() throws IOException {
    List<RunScored> ofClips = new ArrayList<>();
    List<RunScored> ofFiles = new ArrayList<>();
    ReproductionResult result = reproduction(clips(), "clips").run(scored(ofClips));
    assertTrue(result.finished());
    assertEquals(Map.of(), result.failed());
    assertEquals(List.of(), result.unusable());
    assertEquals(8, result.counts().trained());
    List<Corpus> files = clips().stream().map(this::files).toList();
    assertEquals(8, reproduction(files, "files").run(scored(ofFiles)).counts().trained());
    assertEquals(byTitle(ofFiles), byTitle(ofClips));
    assertEquals(predictions(results("files")), predictions(results("clips")));
    assertTrue(
        results("files").keySet().stream().noneMatch(results("clips")::containsKey),
        "a run on clips has the address of one on files");

    // The same samples in other arrays are the same recordings; a sample that differs is not.
    assertEquals(
        new ReproductionResult.Counts(8, 8, 0),
        reproduction(clips(), "clips").run(Progress.NONE).counts());
    List<Corpus> other = clips();
    ((Sound.InMemory) other.get(0).utterances().get(0).sound()).clip().samples()[100] += 0.01f;
    assertEquals(
        new ReproductionResult.Counts(8, 0, 0),
        reproduction(other, "clips").outlook(Progress.NONE));
  }

  private static Progress scored(List<RunScored> into) {
    return event -> {
      if (event instanceof RunScored run) {
        into.add(run);
      }
    };
  }

  private static Map<String, List<Double>> byTitle(List<RunScored> runs) {
    return runs.stream()
        .collect(
            Collectors.toMap(
                run -> run.run() + " " + run.seed(), run -> List.of(run.uar(), run.war())));
  }

  @Test
  void anInterruptedOneIsUnfinishedAndComesToTheSameBytes() throws IOException {
    reproduction(clips(), "whole").run(Progress.NONE);
    boolean[] interrupted = new boolean[1];
    ReproductionResult result =
        reproduction(clips(), "parts")
            .run(
                event -> {
                  if (event instanceof EpochEnded epoch && epoch.epoch() == 2) {
                    interrupted[0] = true;
                    Thread.currentThread().interrupt();
                  }
                });
    assertTrue(interrupted[0], "no second epoch was heard of");
    assertTrue(Thread.interrupted(), "the thread stays interrupted");
    assertFalse(result.finished());
    assertEquals(Map.of(), result.failed(), "an interrupt blames no run");
    assertTrue(result.counts().trained() < 8, result.counts().toString());
    assertTrue(reproduction(clips(), "parts").run(Progress.NONE).finished());
    assertSame(results("whole"), results("parts"));
    assertEquals(List.of(), left("parts"), "checkpoints of stored runs are removed");
  }

  private List<String> left(String store) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(store).resolve("work"))) {
      Function<Path, String> name = file -> file.getFileName().toString();
      return files.map(name).filter(one -> !one.endsWith(".lock")).sorted().toList();
    }
  }
}
