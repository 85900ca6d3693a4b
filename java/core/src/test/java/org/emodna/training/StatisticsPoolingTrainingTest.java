package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.emodna.base.Progress;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.evaluation.Predictions;
import org.emodna.evaluation.Target;
import org.emodna.recognition.Recognizer;
import org.emodna.safetensors.SafeTensorsFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs of TIM-Net with mean and deviation, jitter and a width of its own. */
class StatisticsPoolingTrainingTest extends ToneTraining {
  private static final String JITTER =
      "jitter-shift: 0.3\n  jitter-scale: 0.15\n  jitter-span: 0.2";

  private static TrainingConfig config(String method, String more) {
    return ConfigFile.parse(
        """
        features: {streams: [mfcc], normalisation: corpus}
        encoder:
          kind: tim-net
          channels: 8
          blocks: 3
          batch-norm-momentum: 0.9
          pooling: statistics
          width: 11
          %s
        """
            .formatted(more),
        "test",
        ToneCorpus.config().withMethod(method));
  }

  /** Emotion encoder alone, and beside the corpus encoder in one call. */
  @ParameterizedTest
  @ValueSource(strings = {"source-only", "emo-dna"})
  void replicasHaveTheBitsOfARunAloneAndItsModelIsLoaded(String method) throws IOException {
    TrainingConfig config = config(method, JITTER);
    String name = "pooled-" + method + ".safetensors";
    List<TrainingResult> together =
        training(config, name).threads(2).runSeeds(List.of(1L, 2L), Progress.NONE);
    TrainingResult.Finished alone =
        training(config.withSeed(2), "pooled-alone-" + name)
            .threads(1)
            .run(Progress.NONE)
            .requireFinished();
    TrainingResult.Finished second = together.get(1).requireFinished();
    assertArrayEquals(Files.readAllBytes(alone.model()), Files.readAllBytes(second.model()));
    assertEquals(alone.predictions(), second.predictions());
    try (Recognizer recognizer = Recognizer.load(alone.model())) {
      assertArrayEquals(
          alone.predictions().classes(),
          recognizer
              .recognize(
                  Target.open(target, LABELS).corpus(), Recognizer.Statistics.CORPUS, Progress.NONE)
              .classes());
    }
    try (SafeTensorsFile file = SafeTensorsFile.open(alone.model())) {
      // Everything behind the pooling is learnt.
      for (String tensor : List.of("bn.gamma", "bn.beta", "linear.bias")) {
        double[] values = file.toDoubleArray("emotion.pooled." + tensor);
        assertTrue(Arrays.stream(values).distinct().count() > 1, tensor);
      }
      assertEquals(11 * 16, file.toDoubleArray("emotion.pooled.linear.weight").length);
    }
  }

  @Test
  void eachSettingMatters() {
    Predictions turned = predictions("turn-back: true", "turned");
    assertNotEquals(turned, predictions("turn-back: false", "as-run"));
    assertNotEquals(turned, predictions(JITTER, "jitter"));
    assertNotEquals(turned, predictions("pooled-dropout: 0", "no-dropout"));
    assertEquals(turned, predictions("turn-back: true", "again"));
  }

  private static Predictions predictions(String settings, String name) {
    return training(config("source-only", settings), name + ".safetensors")
        .run(Progress.NONE)
        .requireFinished()
        .predictions();
  }
}
