package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.emodna.base.ConfigException;
import org.emodna.base.Progress;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.Corpus;
import org.emodna.kernels.DeviceChoice;
import org.emodna.model.EncoderInput;
import org.emodna.model.Model;
import org.emodna.model.ModelException;
import org.emodna.model.ModelFile;
import org.emodna.recognition.Recognizer;
import org.emodna.safetensors.SafeTensorsFile;
import org.emodna.safetensors.SafeTensorsWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several networks in one model: each the one that its seed makes, and their mean what is said. */
class EnsembleTest extends ToneTraining {
  private static final int MEMBERS = 3;

  private static TrainingConfig config() {
    return ToneCorpus.config().withEnsemble(MEMBERS);
  }

  private static TrainingResult.Finished train(TrainingConfig config, String name) {
    return training(config, name).run(Progress.NONE).requireFinished();
  }

  @ParameterizedTest
  @ValueSource(strings = {"source-only", "emo-dna"})
  void aNetworkIsThatOfItsSeedAndProbabilitiesAreTheMean(String method) {
    TrainingConfig config = config().withMethod(method);
    TrainingResult.Finished together = train(config, "ensemble-" + method);
    Model model = ModelFile.load(together.model());
    assertEquals(MEMBERS, model.size());
    double[][] sums = new double[together.predictions().ids().size()][3];
    double emotion = 0;
    for (int m = 0; m < MEMBERS; m++) {
      TrainingConfig one = config.withEnsemble(1).withSeed(Seeds.of(config.seed(), "ensemble", m));
      TrainingResult.Finished alone = train(one, method + "-member-" + m);
      Model own = ModelFile.load(alone.model());
      for (String name : own.tensors().names()) {
        assertArrayEquals(
            own.tensors().get(name).values(),
            model.tensors().get("member." + m + "." + name).values(),
            name);
      }
      for (int i = 0; i < sums.length; i++) {
        for (int c = 0; c < 3; c++) {
          sums[i][c] += alone.predictions().probabilities(i).orElseThrow()[c];
        }
      }
      emotion += alone.history().get(0).values().get("emotion");
    }
    for (int i = 0; i < sums.length; i++) {
      for (int c = 0; c < 3; c++) {
        assertEquals(
            (float) (sums[i][c] / MEMBERS),
            together.predictions().probabilities(i).orElseThrow()[c]);
      }
    }
    assertEquals(emotion / MEMBERS, together.history().get(0).values().get("emotion"), 1e-12);
    assertEquals(3, together.history().size());
  }

  @Test
  void recognitionOfFilesAveragesToo() {
    TrainingResult.Finished result = train(config(), "files");
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
  void seedsOfEnsemblesStopAndResumeToTheSameBits() throws IOException {
    List<Long> seeds = List.of(4L, 2L);
    List<TrainingResult> whole = training(config(), "whole").runSeeds(seeds, Progress.NONE);
    AtomicInteger steps = new AtomicInteger();
    TrainingResult stopped =
        training(config(), "stopped")
            .stopWhen(() -> steps.getAndIncrement() >= 5)
            .runSeeds(seeds, Progress.NONE)
            .get(0);
    assertInstanceOf(TrainingResult.Stopped.class, stopped);
    assertThrows(
        TrainingException.class,
        () ->
            training(config().withEnsemble(2), "stopped")
                .resume(true)
                .runSeeds(seeds, Progress.NONE));
    List<TrainingResult> resumed =
        training(config(), "stopped").resume(true).runSeeds(seeds, Progress.NONE);
    for (int r = 0; r < seeds.size(); r++) {
      TrainingResult.Finished alone =
          train(config().withSeed(seeds.get(r)), "alone" + seeds.get(r));
      for (TrainingResult other : List.of(whole.get(r), resumed.get(r))) {
        assertArrayEquals(
            Files.readAllBytes(alone.model()), Files.readAllBytes(other.requireFinished().model()));
        assertEquals(alone.history(), other.history());
      }
    }
    byte[][] models = {
      Files.readAllBytes(whole.get(0).requireFinished().model()),
      Files.readAllBytes(whole.get(1).requireFinished().model())
    };
    assertFalse(Arrays.equals(models[0], models[1]));
  }

  /**
   * The state of two seeds with three networks each at step 0, with NaN as a weight of one network.
   */
  private static void hurt(String name, int... networks) throws IOException {
    training(config(), name).stopWhen(() -> true).runSeeds(List.of(1L, 2L), Progress.NONE);
    Path file = folder.resolve(name + ".checkpoint");
    // All encoders' weights lie at the front.
    long encoders =
        TrainedNetwork.of(config(), new EncoderInput(196, 39)).weights().regions().get(0).size();
    SafeTensorsWriter hurt = new SafeTensorsWriter();
    try (SafeTensorsFile sound = SafeTensorsFile.open(file)) {
      sound.metadata().forEach(hurt::metadata);
      for (String tensor : sound.names()) {
        float[] values = sound.toFloatArray(tensor);
        if (tensor.equals("parameters")) {
          for (int network : networks) {
            values[Math.toIntExact(network * encoders)] = Float.NaN;
          }
        }
        hurt.add(tensor, values, sound.info(tensor).shape());
      }
    }
    hurt.write(file);
  }

  @Test
  void aFailedNetworkFailsItsRunAndNoOther() throws IOException {
    hurt("one-network", 4);
    List<TrainingResult> results =
        training(config(), "one-network").resume(true).runSeeds(List.of(1L, 2L), Progress.NONE);
    assertArrayEquals(
        Files.readAllBytes(train(config().withSeed(1), "beside").model()),
        Files.readAllBytes(results.get(0).requireFinished().model()));
    assertEquals(3, results.get(0).history().size());
    TrainingResult.Failed failed = assertInstanceOf(TrainingResult.Failed.class, results.get(1));
    assertTrue(failed.problem().message().contains("no longer a number in epoch 1"));
    assertEquals(List.of(), failed.history());
  }

  /** Two of six networks have failed, and with them both runs. */
  @Test
  void trainingEndsWhenEachRunHasLostANetwork() throws IOException {
    hurt("both", 1, 5);
    AtomicInteger asked = new AtomicInteger();
    TrainingException e =
        assertThrows(
            TrainingException.class,
            () ->
                training(config(), "both")
                    .resume(true)
                    .stopWhen(() -> asked.incrementAndGet() < 0)
                    .runSeeds(List.of(1L, 2L), Progress.NONE));
    assertTrue(e.getMessage().contains("no longer a number in epoch 1"), e.getMessage());
    // It is asked before each step; there are 4 in each of 3 epochs.
    assertTrue(asked.get() <= 8, asked + " steps");
  }

  @Test
  void aSingleNetworkIsThatOfTheSeedItself() {
    assertNotEquals(config().seed(), Seeds.of(config().seed(), "ensemble", 0));
    TrainingResult.Finished one = train(config().withEnsemble(1), "one");
    assertFalse(
        ModelFile.load(one.model()).tensors().names().stream()
            .anyMatch(name -> name.startsWith("member.")));
    for (int wrong : new int[] {0, 65}) {
      assertThrows(ConfigException.class, () -> config().withEnsemble(wrong));
    }
    assertEquals(
        2, ConfigFile.parse("ensemble: 2", "two.yaml", TrainingConfig.defaults()).ensemble());
  }

  @Test
  void aFileThatClaimsOtherNetworksThanItHasIsRefused() {
    Path model = train(config(), "sound").model();
    for (String claim : List.of("4", "0", "65", "-1", "many", "99999999999")) {
      Path broken = folder.resolve("broken");
      try (SafeTensorsFile in = SafeTensorsFile.open(model)) {
        SafeTensorsWriter out = new SafeTensorsWriter();
        in.metadata().forEach(out::metadata);
        out.metadata("members", claim);
        for (String name : in.names()) {
          out.add(name, in.toFloatArray(name), in.info(name).shape());
        }
        out.write(broken);
      }
      ModelException e = assertThrows(ModelException.class, () -> ModelFile.load(broken), claim);
      assertTrue(e.getMessage().contains("broken"), e.getMessage());
    }
  }
}
