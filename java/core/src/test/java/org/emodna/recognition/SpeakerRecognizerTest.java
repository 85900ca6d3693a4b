package org.emodna.recognition;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.emodna.audio.AudioClip;
import org.emodna.base.ClosedResourceException;
import org.emodna.base.ConfigException;
import org.emodna.base.Progress;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.LabelSet;
import org.emodna.evaluation.Target;
import org.emodna.features.FeatureLoader;
import org.emodna.features.FeatureStatistics;
import org.emodna.features.Features;
import org.emodna.features.InputSpec;
import org.emodna.features.Normaliser;
import org.emodna.features.SpeakerStatistics;
import org.emodna.model.Model;
import org.emodna.model.ModelFile;
import org.emodna.model.ModelInput;
import org.emodna.model.Models;
import org.emodna.training.ToneCorpus;
import org.emodna.training.Training;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpeakerRecognizerTest {
  private static final LabelSet LABELS = LabelSet.named(ToneCorpus.LABELS);

  @TempDir static Path folder;
  private static Path byCorpus;
  private static Path bySpeaker;
  private static final List<Path> FILES = new ArrayList<>();

  @BeforeAll
  static void train() throws IOException {
    Path source = ToneCorpus.write(folder.resolve("source"), 0.2, 6);
    Path target = ToneCorpus.write(folder.resolve("target"), 0.3, 5);
    byCorpus =
        Training.builder()
            .source(Corpus.open(source).labelled(LABELS))
            .target(Target.open(target, LABELS).corpus())
            .config(
                ToneCorpus.config()
                    .withMethod("source-only")
                    .withEpochs(10)
                    .withNormalisation("corpus"))
            .output(folder.resolve("corpus.safetensors"))
            .device("cpu")
            .run(Progress.NONE)
            .requireFinished()
            .model();
    bySpeaker = saved("speaker", 3);
    Path other = ToneCorpus.write(folder.resolve("caller"), 0.9, 3);
    Corpus.open(other).unlabelled().items().forEach(item -> FILES.add(item.path()));
  }

  /** The model with another normalisation. */
  private static Path saved(String normalisation, double prior) {
    Model model = ModelFile.load(byCorpus);
    ObjectNode json = model.input().spec().toJson();
    json.put("normalisation", normalisation).put("speaker_prior", prior);
    Model changed =
        Models.with(
            model,
            new ModelInput(InputSpec.ofJson(json), model.input().source(), model.input().target()));
    Path file = folder.resolve(normalisation + prior + ".safetensors");
    ModelFile.save(changed, file);
    return file;
  }

  private static float[] numbers(Recognition one) {
    float[] all = new float[ToneCorpus.LABELS.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = one.probabilities().get(ToneCorpus.LABELS.get(i));
    }
    return all;
  }

  /** What the rule says, from the parts that it is made of. */
  private static List<float[]> expected(Recognizer recognizer, double prior) {
    FeatureStatistics ofModel = recognizer.model().input().target().orElseThrow();
    SpeakerStatistics statistics = SpeakerStatistics.startingFrom(ofModel, prior);
    FeatureLoader loader = recognizer.preparation().loader();
    List<float[]> all = new ArrayList<>();
    for (Path file : FILES) {
      Features features = loader.extraction(file).features();
      statistics = statistics.plus(features);
      float[] values = Normaliser.apply(features, statistics.statistics(), loader);
      all.add(recognizer.classify(List.of(values))[0]);
    }
    return all;
  }

  @Test
  void eachRecordingIsNormalisedByAllThatWasHeard() throws IOException {
    try (Recognizer recognizer = Recognizer.load(bySpeaker);
        SpeakerRecognizer caller = recognizer.speaker("caller-7")) {
      assertTrue(caller.gathers());
      assertEquals("caller-7", caller.id());
      List<float[]> expected = expected(recognizer, 8);
      for (int i = 0; i < FILES.size(); i++) {
        Recognition one =
            i % 2 == 0
                ? caller.recognize(FILES.get(i))
                : caller.recognize(Files.readAllBytes(FILES.get(i)), "clip");
        assertArrayEquals(expected.get(i), numbers(one));
        assertEquals(i + 1, caller.utterances());
      }
      // It makes a difference, and only for this speaker.
      Path last = FILES.get(FILES.size() - 1);
      Recognition alone = recognizer.recognize(last);
      assertNotEquals(alone, caller.recognize(last));
      assertArrayEquals(
          expected.get(0), numbers(recognizer.speaker("other").recognize(FILES.get(0))));
      assertEquals(alone, recognizer.recognize(last));
    }
  }

  @Test
  void aSpeakerIsKnownUntilItIsClosed() {
    try (Recognizer recognizer = Recognizer.load(bySpeaker)) {
      SpeakerRecognizer caller = recognizer.speaker("a");
      Recognition first = caller.recognize(FILES.get(0));
      assertSame(caller, recognizer.speaker("a"));
      assertNotEquals(first, recognizer.speaker("a").recognize(FILES.get(0)));
      caller.close();
      caller.close();
      assertThrows(ClosedResourceException.class, () -> caller.recognize(FILES.get(0)));
      SpeakerRecognizer next = recognizer.speaker("a");
      assertNotSame(caller, next);
      caller.close();
      assertSame(next, recognizer.speaker("a"));
      assertEquals(first, next.recognize(FILES.get(0)));
      recognizer.close();
      assertThrows(ClosedResourceException.class, () -> next.recognize(FILES.get(0)));
      assertThrows(ClosedResourceException.class, () -> recognizer.speaker("b"));
    }
  }

  @Test
  void whatCannotBeJudgedDoesNotCount() {
    try (Recognizer recognizer = Recognizer.load(bySpeaker)) {
      SpeakerRecognizer caller = recognizer.speaker("a");
      AudioClip silence = AudioClip.of(new float[16_000], 16_000, "silence");
      assertFalse(caller.recognize(silence).hasEmotion());
      assertEquals(0, caller.utterances());
      assertArrayEquals(expected(recognizer, 8).get(0), numbers(caller.recognize(FILES.get(0))));
    }
  }

  @Test
  void otherNormalisationsGatherNothing() {
    for (Path model : List.of(byCorpus, saved("utterance", 0), saved("none", 0))) {
      try (Recognizer recognizer = Recognizer.load(model)) {
        SpeakerRecognizer caller = recognizer.speaker("a");
        assertFalse(caller.gathers());
        for (Path file : FILES) {
          assertEquals(recognizer.recognize(file), caller.recognize(file));
        }
        assertEquals(FILES.size(), caller.utterances());
      }
    }
  }

  /** In use it need not be that of training, which may have had none. */
  @Test
  void howMuchTheModelCountsForIsASetting() {
    for (double prior : new double[] {0.5, 30}) {
      try (Recognizer recognizer =
          Recognizer.builder().speakerPrior(prior).load(saved("speaker", 0))) {
        SpeakerRecognizer caller = recognizer.speaker("a");
        List<float[]> expected = expected(recognizer, prior);
        for (int i = 0; i < FILES.size(); i++) {
          assertArrayEquals(expected.get(i), numbers(caller.recognize(FILES.get(i))));
        }
      }
    }
    assertThrows(ConfigException.class, () -> Recognizer.builder().speakerPrior(0));
    assertThrows(ConfigException.class, () -> Recognizer.builder().speakerPrior(Double.NaN));
  }

  @Test
  void manyThreadsMaySpeak() throws Exception {
    try (Recognizer recognizer = Recognizer.load(bySpeaker)) {
      ExecutorService pool = Executors.newFixedThreadPool(6);
      List<Future<Recognition>> answers = new ArrayList<>();
      for (int i = 0; i < 54; i++) {
        Path file = FILES.get(i % FILES.size());
        answers.add(pool.submit(() -> recognizer.speaker("crowd").recognize(file)));
      }
      for (Future<Recognition> answer : answers) {
        assertTrue(answer.get().hasEmotion());
      }
      pool.shutdown();
      SpeakerRecognizer crowd = recognizer.speaker("crowd");
      assertEquals(54, crowd.utterances());
      SpeakerRecognizer inOrder = recognizer.speaker("in order");
      for (int i = 0; i < 54; i++) {
        inOrder.recognize(FILES.get(i % FILES.size()));
      }
      // Sums of other order: the same but for rounding.
      assertArrayEquals(
          numbers(inOrder.recognize(FILES.get(0))), numbers(crowd.recognize(FILES.get(0))), 1e-5f);
    }
  }
}
