package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.emodna.base.ConfigException;
import org.emodna.base.Progress;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.Corpus;
import org.emodna.kernels.DeviceChoice;
import org.emodna.model.Model;
import org.emodna.model.ModelFile;
import org.emodna.recognition.Recognizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Encoders of one vector an utterance, and what comes with them: balance, decay, ensembles. */
class VectorTrainingTest extends ToneTraining {
  private static TrainingConfig config(String more) {
    TrainingConfig base =
        ConfigFile.parse(
            """
        features: {streams: [tone-vectors]}
        encoder: {kind: functionals, hidden: 16, width: 8}
        optimizer: {learning-rate: 0.01, weight-decay: 0.001, schedule: cosine, warm-up-steps: 2}
        schedule: {epochs: 12, batch-source: 9, batch-target: 8, balanced: true}
        """,
            "vectors",
            ToneCorpus.config());
    return ConfigFile.parse(more, "more", base);
  }

  private static byte[] bytes(TrainingResult result) throws IOException {
    return Files.readAllBytes(result.requireFinished().model());
  }

  /**
   * Share of the target's recordings that are recognised; the corpus's folders name the classes.
   */
  private static double right(TrainingResult result) {
    TrainingResult.Finished finished = result.requireFinished();
    int[] classes = finished.predictions().classes();
    List<String> ids = finished.predictions().ids();
    int right = 0;
    for (int i = 0; i < classes.length; i++) {
      right += ids.get(i).startsWith(ToneCorpus.LABELS.get(classes[i])) ? 1 : 0;
    }
    return (double) right / classes.length;
  }

  @ParameterizedTest
  @CsvSource({
    "functionals, source-only",
    "functionals, emo-dna",
    "functionals, dann",
    "linear, emo-dna",
    "identity, coral",
    "functionals, cdan"
  })
  void learnsTonesStopsAndResumesToTheSameBitsAtAnyThreads(String kind, String method)
      throws IOException {
    TrainingConfig config =
        ConfigFile.parse("encoder: {kind: " + kind + "}", "kind", config("")).withMethod(method);
    String name = kind + "-" + method;
    TrainingResult whole = training(config, name).threads(1).run(Progress.NONE);
    assertTrue(right(whole) > 0.9, "share " + right(whole));
    assertArrayEquals(
        bytes(whole), bytes(training(config, name + "-2").threads(2).run(Progress.NONE)));
    AtomicInteger steps = new AtomicInteger();
    TrainingResult stopped =
        training(config, name + "-stopped")
            .stopWhen(() -> steps.getAndIncrement() >= 7)
            .run(Progress.NONE);
    assertInstanceOf(TrainingResult.Stopped.class, stopped);
    TrainingResult resumed = training(config, name + "-stopped").resume(true).run(Progress.NONE);
    assertArrayEquals(bytes(whole), bytes(resumed));
    assertEquals(whole.history(), resumed.history());
  }

  @Test
  void whatTheModelSaysOfAFileIsWhatTrainingPredicted() {
    TrainingResult.Finished result =
        training(config("encoders: {corpus: {hidden: 4}}"), "file")
            .run(Progress.NONE)
            .requireFinished();
    Path file = Corpus.open(target).utterances().get(0).path();
    try (Recognizer recognizer =
        Recognizer.builder().device(DeviceChoice.of("cpu")).load(result.model())) {
      float[] expected = result.predictions().probabilities(0).orElseThrow();
      Map<String, Float> said = recognizer.recognize(file).probabilities();
      for (int c = 0; c < expected.length; c++) {
        assertEquals(expected[c], said.get(ToneCorpus.LABELS.get(c)), 1e-5f);
      }
    }
  }

  @Test
  void separateStatisticsTakeTheTargetsInRecognition() {
    TrainingResult.Finished result =
        training(config("encoder: {batch-norm-domains: domain-specific}"), "apart")
            .run(Progress.NONE)
            .requireFinished();
    Model model = ModelFile.load(result.model());
    assertTrue(model.tensors().names().contains("emotion.target.bn.var"));
    assertTrue(right(result) > 0.9);
  }

  @ParameterizedTest
  @ValueSource(strings = {"source-only", "emo-dna"})
  void settingsOfTheOptimizerAndOfTheBatchMatter(String method) throws IOException {
    TrainingConfig base = config("").withMethod(method);
    List<byte[]> models = new ArrayList<>();
    for (String change :
        List.of(
            "{}",
            "schedule: {balanced: false}",
            "optimizer: {weight-decay: 0}",
            "optimizer: {schedule: constant}",
            "optimizer: {final-share: 0.5}",
            "optimizer: {warm-up-steps: 0}",
            "encoder: {input-dropout: 0}",
            "encoder: {dropout: 0}",
            "information: {weight: 0.3}")) {
      TrainingConfig config = ConfigFile.parse(change, "change", base);
      byte[] model = bytes(training(config, method + models.size()).run(Progress.NONE));
      models.forEach(other -> assertFalse(java.util.Arrays.equals(other, model), change));
      models.add(model);
    }
  }

  @Test
  void decorrelationLowersWhatTheEncodersHaveInCommon() {
    double hardly = decorrelation("1.0e-9");
    double strongly = decorrelation("30");
    assertTrue(strongly < 0.7 * hardly, hardly + " against " + strongly);
  }

  /** Of the last epoch. */
  private double decorrelation(String weight) {
    TrainingConfig config =
        // Dropout's noise would hide it.
        config(
            "{encoder: {kind: functionals, input-dropout: 0, dropout: 0}, decorrelation: {weight: %s}, decoupling: {weight: 0}}"
                .formatted(weight));
    List<EpochReport> history =
        training(config, "decorrelated" + weight).run(Progress.NONE).history();
    return history.get(history.size() - 1).values().get("decorrelation");
  }

  @Test
  void informationIsForEveryMethod() {
    TrainingConfig config = config("information: {weight: 0.5}").withMethod("source-only");
    assertTrue(config.usesTarget());
    TrainingResult result = training(config, "informed").run(Progress.NONE);
    assertTrue(result.history().get(0).values().containsKey("information"));
    assertFalse(config("").withMethod("source-only").usesTarget());
  }

  @Test
  void anInputThatTheEncoderCantTakeIsRefusedBeforeAnyFeature() {
    TrainingConfig frames = ConfigFile.parse("features: {streams: [mfcc]}", "f", config(""));
    ConfigException e =
        assertThrows(ConfigException.class, () -> training(frames, "frames").run(Progress.NONE));
    assertTrue(e.getMessage().contains("features.streams"), e.getMessage());
    assertTrue(
        e.getMessage().contains("use encoder tim-net, or name streams such as functionals"),
        e.getMessage());
    TrainingConfig vectors = ConfigFile.parse("encoder: {kind: tim-net}", "v", config(""));
    assertThrows(ConfigException.class, () -> training(vectors, "vectors").run(Progress.NONE));
    TrainingConfig both =
        ConfigFile.parse(
            "features: {streams: [functionals]}\nencoder: {kind: tim-net}", "b", config(""));
    ConfigException fits =
        assertThrows(ConfigException.class, () -> training(both, "both").run(Progress.NONE));
    assertTrue(fits.getMessage().contains("use encoder functionals or linear"), fits.getMessage());
  }
}
