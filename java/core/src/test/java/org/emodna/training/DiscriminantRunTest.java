package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.emodna.base.ConfigException;
import org.emodna.base.Progress;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.Corpus;
import org.emodna.kernels.DeviceChoice;
import org.emodna.recognition.Recognizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The linear methods that are fitted to covariances, through everything that trains. */
class DiscriminantRunTest extends ToneTraining {
  private static TrainingConfig config(String method) {
    return ConfigFile.parse(
        "{method: " + method + ", features: {streams: [tone-vectors]}}",
        "linear",
        ToneCorpus.config());
  }

  @ParameterizedTest
  @ValueSource(strings = {"discriminant", "discriminant-self-training"})
  void comesToOneModelThatRecognisesAsItPredicted(String method) throws IOException {
    List<TrainingResult> results =
        training(config(method), method).threads(2).runSeeds(List.of(1L, 2L), Progress.NONE);
    TrainingResult.Finished alone =
        training(config(method), method + "-alone").threads(1).run(Progress.NONE).requireFinished();
    assertArrayEquals(
        Files.readAllBytes(results.get(0).requireFinished().model()),
        Files.readAllBytes(alone.model()));
    assertEquals(List.of("emotion"), List.copyOf(alone.history().get(0).values().keySet()));
    int[] classes = alone.predictions().classes();
    int right = 0;
    for (int i = 0; i < classes.length; i++) {
      String label = ToneCorpus.LABELS.get(classes[i]);
      right += alone.predictions().ids().get(i).startsWith(label) ? 1 : 0;
    }
    assertTrue(right > 0.9 * classes.length, right + " of " + classes.length);
    Path file = Corpus.open(target).utterances().get(0).path();
    try (Recognizer recognizer =
        Recognizer.builder().device(DeviceChoice.of("cpu")).load(alone.model())) {
      float[] expected = alone.predictions().probabilities(0).orElseThrow();
      Map<String, Float> said = recognizer.recognize(file).probabilities();
      for (int c = 0; c < expected.length; c++) {
        assertEquals(expected[c], said.get(ToneCorpus.LABELS.get(c)), 1e-5f);
      }
    }
  }

  @Test
  void onlySelfTrainingUsesTheTarget() {
    TrainingConfig discriminant = config("discriminant");
    TrainingConfig adapted = config("discriminant-self-training");
    assertFalse(discriminant.usesTarget());
    assertTrue(adapted.usesTarget());
    String yaml = ConfigFile.toYaml(adapted);
    assertTrue(
        yaml.contains(
            """
            discriminant:
              shrinkage: 0.6
            self-training:
              rounds: 2
              share: 0.7
              target-weight: 1.0
              prior-balancing: 1.0
            """),
        yaml);
    assertFalse(ConfigFile.toYaml(discriminant).contains("self-training"));
    assertThrows(
        ConfigException.class,
        () -> ConfigFile.parse("discriminant: {shrinkage: 0}", "s", discriminant));
  }
}
