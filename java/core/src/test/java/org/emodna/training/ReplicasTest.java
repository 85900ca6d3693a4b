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
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.emodna.base.Progress;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.model.EncoderInput;
import org.emodna.model.Network;
import org.emodna.objective.Confidence;
import org.emodna.safetensors.SafeTensorsFile;
import org.emodna.safetensors.SafeTensorsWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several seeds in the same operations: each comes to the bits that it comes to alone. */
class ReplicasTest extends ToneTraining {
  private static void assertAsAlone(
      TrainingConfig config, String name, List<Long> seeds, List<TrainingResult> together)
      throws IOException {
    assertEquals(seeds.size(), together.size());
    for (int r = 0; r < seeds.size(); r++) {
      long seed = seeds.get(r);
      TrainingResult.Finished alone =
          training(config.withSeed(seed), name + "-alone" + seed)
              .run(Progress.NONE)
              .requireFinished();
      TrainingResult.Finished result = together.get(r).requireFinished();
      assertEquals(seed, result.seed());
      assertArrayEquals(
          Files.readAllBytes(alone.model()), Files.readAllBytes(result.model()), "seed " + seed);
      assertEquals(alone.predictions(), result.predictions());
      assertEquals(alone.history(), result.history());
      assertEquals(withoutTimes(alone.model()), withoutTimes(result.model()));
    }
  }

  /** The log of a model's epochs. */
  private static String withoutTimes(Path model) throws IOException {
    Path log = model.resolveSibling(model.getFileName() + ".log.jsonl");
    return Files.readString(log).replaceAll(",\"seconds\":[^,}]*", "");
  }

  @ParameterizedTest
  @MethodSource("org.emodna.training.ToneCorpus#methods")
  void everyMethodsReplicasHaveTheBitsOfARunAlone(String method) throws IOException {
    TrainingConfig config = ToneCorpus.config().withMethod(method);
    List<Long> seeds = List.of(3L, 1L, -7L);
    String name = "set-" + method + ".safetensors";
    List<TrainingResult> together =
        training(config, name).threads(2).runSeeds(seeds, Progress.NONE);
    assertEquals(
        folder.resolve("set-" + method + "-seed-7.safetensors"),
        together.get(2).requireFinished().model());
    assertAsAlone(config, "set-" + method, seeds, together);
  }

  @ParameterizedTest
  @ValueSource(strings = {"source-only", "emo-dna"})
  void oneOrTwoReplicasToo(String method) throws IOException {
    TrainingConfig config = ToneCorpus.config().withMethod(method);
    for (List<Long> seeds : List.of(List.of(5L), List.of(5L, 6L))) {
      String name = "few-" + method + seeds.size();
      assertAsAlone(config, name, seeds, training(config, name).runSeeds(seeds, Progress.NONE));
    }
  }

  @ParameterizedTest
  @EnumSource(Confidence.Strategy.class)
  void everyThresholdAndSeparateStatisticsToo(Confidence.Strategy strategy) throws IOException {
    TrainingConfig config =
        ConfigFile.parse(
            "{encoder: {fusion-init: uniform, batch-norm-domains: domain-specific}, threshold: {strategy: "
                + strategy.name().toLowerCase(Locale.ROOT)
                + ", fixed: 0.4}}",
            "test",
            ToneCorpus.config());
    List<Long> seeds = List.of(1L, 2L);
    String name = "threshold-" + strategy;
    assertAsAlone(config, name, seeds, training(config, name).runSeeds(seeds, Progress.NONE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"source-only", "emo-dna"})
  void aSetResumesToTheSameBits(String method) throws IOException {
    TrainingConfig config = ToneCorpus.config().withMethod(method);
    List<Long> seeds = List.of(4L, 2L, 9L);
    for (int stopAt : new int[] {0, 5, 8}) {
      String name = "stopped-" + method + stopAt;
      AtomicInteger steps = new AtomicInteger();
      List<TrainingResult> stopped =
          training(config, name)
              .stopWhen(() -> steps.getAndIncrement() >= stopAt)
              .runSeeds(seeds, Progress.NONE);
      for (TrainingResult result : stopped) {
        Path checkpoint =
            assertInstanceOf(TrainingResult.Stopped.class, result).checkpoints().get(0);
        assertEquals(folder.resolve(name + ".checkpoint"), checkpoint);
      }
      List<TrainingResult> resumed =
          training(config, name).resume(true).runSeeds(seeds, Progress.NONE);
      assertAsAlone(config, name, seeds, resumed);
      assertFalse(Files.exists(folder.resolve(name + ".checkpoint")));
    }
  }

  @Test
  void aSeedThatFailsStopsNoOther() throws IOException {
    TrainingConfig config = ToneCorpus.config();
    training(config, "one-fails").stopWhen(() -> true).runSeeds(List.of(1L, 2L, 3L), Progress.NONE);
    // The second one's first weight is not a number; all encoders' weights lie at the front.
    Path file = folder.resolve("one-fails.checkpoint");
    Network network = TrainedNetwork.of(config, new EncoderInput(196, 39));
    long encoders = network.weights().regions().get(0).size();
    SafeTensorsWriter hurt = new SafeTensorsWriter();
    try (SafeTensorsFile sound = SafeTensorsFile.open(file)) {
      sound.metadata().forEach(hurt::metadata);
      for (String name : sound.names()) {
        float[] values = sound.toFloatArray(name);
        if (name.equals("parameters")) {
          values[Math.toIntExact(encoders)] = Float.NaN;
        }
        hurt.add(name, values, sound.info(name).shape());
      }
    }
    hurt.write(file);
    assertASeedIsLostAfterTheLastStep(config, file);
    List<TrainingResult> results =
        training(config, "one-fails").resume(true).runSeeds(List.of(1L, 2L, 3L), Progress.NONE);
    String reason =
        assertInstanceOf(TrainingResult.Failed.class, results.get(1)).problem().message();
    assertTrue(reason.contains("no longer a number in epoch 1"), reason);
    TrainingException e =
        assertThrows(TrainingException.class, () -> results.get(1).requireFinished());
    assertEquals("seed 2 has no model: " + reason, e.getMessage());
    assertFalse(Files.exists(folder.resolve("one-fails-seed2")));
    List<TrainingResult> others = List.of(results.get(0), results.get(2));
    assertAsAlone(config, "one-fails", List.of(1L, 3L), others);
  }

  /** A state in which nothing is left to train has no log to see it by. */
  private static void assertASeedIsLostAfterTheLastStep(TrainingConfig config, Path hurt)
      throws IOException {
    SafeTensorsWriter ended = new SafeTensorsWriter();
    try (SafeTensorsFile state = SafeTensorsFile.open(hurt)) {
      state.metadata().forEach(ended::metadata);
      ended.metadata("step", "12");
      for (String name : state.names()) {
        ended.add(name, state.toFloatArray(name), state.info(name).shape());
      }
    }
    ended.write(folder.resolve("at-the-end.checkpoint"));
    List<TrainingResult> results =
        training(config, "at-the-end").resume(true).runSeeds(List.of(1L, 2L, 3L), Progress.NONE);
    assertInstanceOf(TrainingResult.Finished.class, results.get(0));
    String reason =
        assertInstanceOf(TrainingResult.Failed.class, results.get(1)).problem().message();
    assertTrue(reason.startsWith("its weights are no longer numbers"), reason);
    assertFalse(Files.exists(folder.resolve("at-the-end-seed2")));
  }

  @Test
  void aCheckpointOfOtherSeedsIsRefused() {
    TrainingConfig config = ToneCorpus.config();
    training(config, "mine").stopWhen(() -> true).runSeeds(List.of(1L, 2L), Progress.NONE);
    for (List<Long> others : List.of(List.of(2L, 1L), List.of(1L), List.of(1L, 2L, 3L))) {
      TrainingException e =
          assertThrows(
              TrainingException.class,
              () -> training(config, "mine").resume(true).runSeeds(others, Progress.NONE));
      assertTrue(e.getMessage().contains("mine.checkpoint: belongs to"), e.getMessage());
    }
  }

  @Test
  void seedsMustBeThereAndDiffer() {
    for (List<Long> wrong : List.of(List.<Long>of(), List.of(1L, 2L, 1L))) {
      assertThrows(
          TrainingException.class,
          () -> training(ToneCorpus.config(), "wrong").runSeeds(wrong, Progress.NONE));
    }
  }
}
