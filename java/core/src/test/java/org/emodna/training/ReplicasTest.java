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
import java.util.concurrent.atomic.AtomicInteger;
import org.emodna.base.Progress;
import org.emodna.config.Method;
import org.emodna.config.TrainingConfig;
import org.emodna.model.Network;
import org.emodna.safetensors.SafeTensorsFile;
import org.emodna.safetensors.SafeTensorsWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several seeds in the same operations: each comes to the bits that it comes to alone. */
class ReplicasTest extends ToneTraining {
  private static void assertAsAlone(
      TrainingConfig config, String name, List<Long> seeds, List<TrainingResult> together)
      throws IOException {
    assertEquals(seeds.size(), together.size());
    for (int r = 0; r < seeds.size(); r++) {
      long seed = seeds.get(r);
      TrainingResult alone =
          training(config.withSeed(seed), name + "-alone" + seed).run(Progress.NONE);
      TrainingResult result = together.get(r);
      assertEquals(seed, result.seed());
      assertTrue(result.finished());
      assertArrayEquals(
          Files.readAllBytes(alone.model()), Files.readAllBytes(result.model()), "seed " + seed);
      assertArrayEquals(alone.predictions(), result.predictions());
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
  @EnumSource(Method.class)
  void everyMethodsReplicasHaveTheBitsOfARunAlone(Method method) throws IOException {
    TrainingConfig config = ToneCorpus.config().withMethod(method);
    List<Long> seeds = List.of(3L, 1L, -7L);
    String name = "set-" + method + ".safetensors";
    List<TrainingResult> together = training(config, name).threads(2).run(seeds, Progress.NONE);
    assertEquals(folder.resolve("set-" + method + "-seed-7.safetensors"), together.get(2).model());
    assertAsAlone(config, "set-" + method, seeds, together);
  }

  @ParameterizedTest
  @EnumSource(
      value = Method.class,
      names = {"SOURCE_ONLY", "EMO_DNA"})
  void oneOrTwoReplicasToo(Method method) throws IOException {
    TrainingConfig config = ToneCorpus.config().withMethod(method);
    for (List<Long> seeds : List.of(List.of(5L), List.of(5L, 6L))) {
      String name = "few-" + method + seeds.size();
      assertAsAlone(config, name, seeds, training(config, name).run(seeds, Progress.NONE));
    }
  }

  @ParameterizedTest
  @EnumSource(TrainingConfig.Strategy.class)
  void everyThresholdAndSeparateStatisticsToo(TrainingConfig.Strategy strategy) throws IOException {
    TrainingConfig d = ToneCorpus.config();
    TrainingConfig.EncoderSettings e = d.encoder();
    TrainingConfig config =
        new TrainingConfig(
            d.method(),
            d.seed(),
            d.labels(),
            d.features(),
            d.mfcc(),
            new TrainingConfig.EncoderSettings(
                e.channels(),
                e.blocks(),
                e.dropout(),
                e.batchNormEpsilon(),
                e.batchNormMomentum(),
                TrainingConfig.FusionInit.UNIFORM,
                TrainingConfig.BatchNormDomains.DOMAIN_SPECIFIC,
                e.engine(),
                e.precision()),
            d.projection(),
            d.loss(),
            new TrainingConfig.ThresholdSettings(strategy, 0.9f, 0.95f, 0.4f),
            d.optimizer(),
            d.schedule());
    List<Long> seeds = List.of(1L, 2L);
    String name = "threshold-" + strategy;
    assertAsAlone(config, name, seeds, training(config, name).run(seeds, Progress.NONE));
  }

  @ParameterizedTest
  @EnumSource(
      value = Method.class,
      names = {"SOURCE_ONLY", "EMO_DNA"})
  void aSetResumesToTheSameBits(Method method) throws IOException {
    TrainingConfig config = ToneCorpus.config().withMethod(method);
    List<Long> seeds = List.of(4L, 2L, 9L);
    for (int stopAt : new int[] {0, 5, 8}) {
      String name = "stopped-" + method + stopAt;
      AtomicInteger steps = new AtomicInteger();
      List<TrainingResult> stopped =
          training(config, name)
              .stopWhen(() -> steps.getAndIncrement() >= stopAt)
              .run(seeds, Progress.NONE);
      for (TrainingResult result : stopped) {
        assertFalse(result.finished());
        assertEquals(folder.resolve(name + ".checkpoint"), result.checkpoint());
      }
      List<TrainingResult> resumed = training(config, name).resume(true).run(seeds, Progress.NONE);
      assertAsAlone(config, name, seeds, resumed);
      assertFalse(Files.exists(resumed.get(0).checkpoint()));
    }
  }

  @Test
  void aSeedThatFailsStopsNoOther() throws IOException {
    TrainingConfig config = ToneCorpus.config();
    training(config, "one-fails").stopWhen(() -> true).run(List.of(1L, 2L, 3L), Progress.NONE);
    // The middle one's first weight is no number; weights of all encoders lie in front.
    Path file = folder.resolve("one-fails.checkpoint");
    Network network = new Network(config, 39);
    long encoders = network.encoder().parameters() * network.encoders().size();
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
    List<TrainingResult> results =
        training(config, "one-fails").resume(true).run(List.of(1L, 2L, 3L), Progress.NONE);
    TrainingResult failed = results.get(1);
    assertFalse(failed.finished());
    assertTrue(failed.failure().contains("no longer a number in epoch 1"), failed.failure());
    assertFalse(Files.exists(folder.resolve("one-fails-seed2")));
    List<TrainingResult> others = List.of(results.get(0), results.get(2));
    assertAsAlone(config, "one-fails", List.of(1L, 3L), others);
  }

  @Test
  void aCheckpointOfOtherSeedsIsRefused() {
    TrainingConfig config = ToneCorpus.config();
    training(config, "mine").stopWhen(() -> true).run(List.of(1L, 2L), Progress.NONE);
    for (List<Long> others : List.of(List.of(2L, 1L), List.of(1L), List.of(1L, 2L, 3L))) {
      TrainingException e =
          assertThrows(
              TrainingException.class,
              () -> training(config, "mine").resume(true).run(others, Progress.NONE));
      assertTrue(e.getMessage().contains("mine.checkpoint: belongs to"), e.getMessage());
    }
  }

  @Test
  void seedsMustBeThereAndDiffer() {
    for (List<Long> wrong : List.of(List.<Long>of(), List.of(1L, 2L, 1L))) {
      assertThrows(
          TrainingException.class,
          () -> training(ToneCorpus.config(), "wrong").run(wrong, Progress.NONE));
    }
  }

  @Test
  void meanAndSpreadOverSeeds() {
    MeanSd value = MeanSd.of(List.of(1.0, 2.0, 4.5), x -> x);
    assertEquals(2.5, value.mean(), 1e-12);
    assertEquals(Math.sqrt(6.5 / 2), value.sd(), 1e-12);
    assertEquals("2.50 ± 1.80", value.format("%.2f"));
    assertEquals("3.0", MeanSd.of(List.of(3.0), x -> x).format("%.1f"));
  }
}
