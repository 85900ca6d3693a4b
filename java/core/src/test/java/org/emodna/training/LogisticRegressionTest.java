package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.emodna.base.ConfigException;
import org.emodna.base.Progress;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.model.Model;
import org.emodna.model.ModelFile;
import org.junit.jupiter.api.Test;

/** The method that is solved at once, through everything that trains. */
class LogisticRegressionTest extends ToneTraining {
  private static final TrainingConfig CONFIG =
      ConfigFile.parse(
          "{method: logistic-regression, features: {streams: [tone-vectors]}}",
          "lr",
          ToneCorpus.config());

  @Test
  void hasTheIdentityEncoderWhateverIsConfiguredAndNoSettingsOfSteps() {
    TrainingConfig config = ConfigFile.parse("encoder: {kind: tim-net}", "e", CONFIG);
    assertEquals("identity", config.encoder("emotion").kind());
    assertEquals("tim-net", config.withMethod("dan").encoder("emotion").kind());
    String yaml = ConfigFile.toYaml(CONFIG);
    assertTrue(yaml.contains("logistic-regression:\n  c: 0.003\n  balanced: true\n"), yaml);
    assertFalse(yaml.contains("emotion-classifier"), yaml);
    assertFalse(CONFIG.usesTarget());
    assertThrows(
        ConfigException.class, () -> ConfigFile.parse("logistic-regression: {c: 0}", "c", CONFIG));
  }

  @Test
  void comesToOneModelWhateverTheSeedAndTheThreads() throws IOException {
    List<TrainingResult> results =
        training(CONFIG, "solved").threads(2).runSeeds(List.of(1L, 2L), Progress.NONE);
    Model first = ModelFile.load(results.get(0).requireFinished().model());
    Model second = ModelFile.load(results.get(1).requireFinished().model());
    for (String name : first.tensors().names()) {
      assertArrayEquals(
          first.tensors().get(name).values(), second.tensors().get(name).values(), name);
    }
    TrainingResult.Finished alone =
        training(CONFIG, "alone").threads(1).run(Progress.NONE).requireFinished();
    assertArrayEquals(
        Files.readAllBytes(results.get(0).requireFinished().model()),
        Files.readAllBytes(alone.model()));
    assertEquals(1, alone.history().size());
    assertEquals(1, alone.history().get(0).epochs());
    assertEquals(List.of("emotion"), List.copyOf(alone.history().get(0).values().keySet()));
    int[] classes = alone.predictions().classes();
    int right = 0;
    for (int i = 0; i < classes.length; i++) {
      String label = ToneCorpus.LABELS.get(classes[i]);
      right += alone.predictions().ids().get(i).startsWith(label) ? 1 : 0;
    }
    assertTrue(right > 0.9 * classes.length, right + " of " + classes.length);
  }

  @Test
  void theGradientOfWhatIsSavedIsZero() {
    TrainingResult.Finished result = training(CONFIG, "exact").run(Progress.NONE).requireFinished();
    Model model = ModelFile.load(result.model());
    float[] weight = model.tensors().get("emotion_classifier.weight").values();
    // The sum over classes of W is 0 at the minimum: the regularisation's gradient along it is.
    int width = weight.length / 3;
    for (int f = 0; f < width; f++) {
      assertEquals(0, weight[f] + weight[width + f] + weight[2 * width + f], 1e-6);
    }
  }

  @Test
  void aStopBeforeItLeavesNothingAndAnEnsembleOfItIsOneNetwork() {
    TrainingResult stopped = training(CONFIG, "stopped").stopWhen(() -> true).run(Progress.NONE);
    assertEquals(List.of(), assertInstanceOf(TrainingResult.Stopped.class, stopped).checkpoints());
    String message = assertThrows(TrainingException.class, stopped::requireFinished).getMessage();
    assertTrue(message.contains("begin it again"), message);
    assertFalse(Files.exists(folder.resolve("stopped.checkpoint")));
    TrainingResult.Finished resumed =
        training(CONFIG.withEnsemble(3), "stopped")
            .resume(true)
            .run(Progress.NONE)
            .requireFinished();
    assertEquals(1, ModelFile.load(resumed.model()).size());
  }
}
