package org.emodna.recognition;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.emodna.audio.AudioEncoder;
import org.emodna.audio.AudioException;
import org.emodna.audio.AudioFormat;
import org.emodna.audio.Outcome;
import org.emodna.base.ClosedResourceException;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Progress;
import org.emodna.base.ProgressEvent.Warned;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.LabelSet;
import org.emodna.evaluation.Target;
import org.emodna.features.Dialect;
import org.emodna.features.FeatureLoader;
import org.emodna.features.FeatureStatistics;
import org.emodna.features.Features;
import org.emodna.features.Normalisation;
import org.emodna.features.Normaliser;
import org.emodna.training.ToneCorpus;
import org.emodna.training.Training;
import org.emodna.training.TrainingResult;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecognizerTest {
  private static final LabelSet LABELS = LabelSet.named(ToneCorpus.LABELS);

  @TempDir static Path folder;
  private static Path target;
  private static TrainingResult.Finished trained;

  @BeforeAll
  static void train() throws IOException {
    Path source = ToneCorpus.write(folder.resolve("source"), 0.2, 9);
    target = ToneCorpus.write(folder.resolve("target"), 0.3, 7);
    trained =
        Training.builder()
            .source(Corpus.open(source).labelled(LABELS))
            .target(Target.open(target, LABELS).corpus())
            .config(ToneCorpus.config().withMethod("source-only").withEpochs(40))
            .output(folder.resolve("tones.safetensors"))
            .device("cpu")
            .run(Progress.NONE)
            .requireFinished();
  }

  @Test
  void learnsTonesAndRepeatsTrainingsPredictions() {
    Target corpus = Target.open(target, LABELS);
    assertTrue(corpus.score(trained.predictions()).orElseThrow().uar() > 0.9);
    try (Recognizer recognizer = Recognizer.load(trained.model())) {
      CorpusPredictions again =
          recognizer.recognize(corpus.corpus(), Recognizer.Statistics.CORPUS, Progress.NONE);
      assertArrayEquals(trained.predictions().classes(), again.classes());
      for (int i = 0; i < corpus.corpus().size(); i++) {
        Recognition one = recognizer.recognize(corpus.corpus().items().get(i).path());
        assertEquals(trained.predictions().label(i).orElseThrow(), one.emotion());
        double sum = one.probabilities().values().stream().mapToDouble(p -> p).sum();
        assertEquals(1, sum, 1e-5);
      }
    }
  }

  @Test
  void bytesAndFilesAgreeAndManyThreadsMayAsk() throws Exception {
    Path file = target.resolve("neutral/clip0.wav");
    try (Recognizer recognizer = Recognizer.load(trained.model())) {
      Recognition expected = recognizer.recognize(file);
      assertEquals(expected, recognizer.recognize(Files.readAllBytes(file), "clip"));
      ExecutorService pool = Executors.newFixedThreadPool(6);
      List<Future<Recognition>> answers = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        answers.add(pool.submit(() -> recognizer.recognize(file)));
      }
      for (Future<Recognition> answer : answers) {
        assertEquals(expected, answer.get());
      }
      pool.shutdown();
    }
  }

  /** Alone a silent recording has no emotion; in a corpus it counts, as it did in training. */
  @Test
  void aCorpusScoresSilentRecordingsWithAWarning() throws IOException {
    Path corpus = ToneCorpus.write(folder.resolve("withSilence"), 0.3, 1);
    Path silent = corpus.resolve("anger/silent.wav");
    AudioEncoder.write(silent, AudioFormat.WAV, new float[][] {new float[8000]}, 16_000);
    Target opened = Target.open(corpus, LABELS);
    List<String> warnings = new ArrayList<>();
    Progress listener =
        event -> {
          if (event instanceof Warned warned) {
            warnings.add(warned.message());
          }
        };
    try (Recognizer recognizer = Recognizer.load(trained.model())) {
      assertFalse(recognizer.recognize(silent).hasEmotion());
      CorpusPredictions made =
          recognizer.recognize(opened.corpus(), Recognizer.Statistics.CORPUS, listener);
      assertEquals(List.of(), made.failures());
      for (int one : made.classes()) {
        assertTrue(one >= 0);
      }
    }
    assertTrue(
        warnings.stream().anyMatch(one -> one.contains("silent.wav") && one.contains("scored")),
        warnings.toString());
  }

  @Test
  void oneBrokenFileDoesNotStopTheOthers() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.wav"), "no audio");
    try (Recognizer recognizer = Recognizer.load(trained.model())) {
      assertThrows(AudioException.class, () -> recognizer.recognize(broken));
      List<Outcome<Recognition>> outcomes =
          recognizer.recognizeAll(
              List.of(broken, target.resolve("anger/clip0.wav")), Progress.NONE);
      assertInstanceOf(Outcome.Failed.class, outcomes.get(0));
      assertInstanceOf(Outcome.Done.class, outcomes.get(1));
    }
  }

  /** A model says how its features are made; if a stream would compute others, it is refused. */
  @Test
  void aModelOfOtherFeaturesIsRefused() throws IOException {
    byte[] sound = Files.readAllBytes(trained.model());
    String text = new String(sound, StandardCharsets.ISO_8859_1);
    String hash = Dialect.LIBROSA_0_8.hash();
    assertTrue(text.contains(hash), "the model names the hash of its stream");
    byte[] changed =
        text.replace(hash, hash.replace(hash.charAt(0), '0').substring(0, 63) + "1")
            .getBytes(StandardCharsets.ISO_8859_1);
    EmoDnaException e =
        assertThrows(EmoDnaException.class, () -> Recognizer.load(changed, "changed"));
    assertTrue(e.getMessage().startsWith("changed: "), e.getMessage());
    assertTrue(e.getMessage().contains("mfcc"), e.getMessage());
  }

  /** Speaker normalisation knows no statistics of a new file's speaker: the corpus's serve. */
  @Test
  void aModelOfSpeakerNormalisationRecognisesAFile() {
    FeatureStatistics statistics = new FeatureStatistics(new float[] {1, 2}, new float[] {2, 4});
    Normaliser normaliser = Normaliser.of(Normalisation.SPEAKER, statistics);
    Features features = new Features(1, 2, new float[] {3, 6});
    try (FeatureLoader loader = new FeatureLoader(ToneCorpus.config().input(), null, 1)) {
      assertArrayEquals(
          new float[] {1, 1}, normaliser.apply(features, (String) null, loader), 1e-6f);
      assertArrayEquals(new float[] {1, 1}, normaliser.apply(features, "unknown", loader), 1e-6f);
    }
  }

  @Test
  void closingDuringCallsIsATypedErrorForThem() throws Exception {
    Path file = target.resolve("neutral/clip0.wav");
    for (int round = 0; round < 5; round++) {
      Recognizer recognizer = Recognizer.load(trained.model());
      ExecutorService pool = Executors.newFixedThreadPool(4);
      List<Future<Boolean>> ends = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        ends.add(
            pool.submit(
                () -> {
                  try {
                    while (true) {
                      recognizer.recognize(file);
                    }
                  } catch (EmoDnaException e) {
                    return e instanceof ClosedResourceException;
                  }
                }));
      }
      Thread.sleep(20L * round);
      recognizer.close();
      for (Future<Boolean> end : ends) {
        assertTrue(end.get());
      }
      pool.shutdown();
    }
  }

  @Test
  void useAfterCloseIsATypedError() {
    Recognizer recognizer = Recognizer.load(trained.model());
    recognizer.close();
    recognizer.close();
    assertThrows(
        ClosedResourceException.class,
        () -> recognizer.recognize(target.resolve("anger/clip0.wav")));
  }
}
