package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.features.FeatureSet;
import org.emodna.kernels.DeviceChoice;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Stream;
import org.emodna.model.EncoderInput;
import org.emodna.model.Network;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole short training by the CUDA backend, emulated where no other is given. */
class CudaTrainingTest {
  private static final int FRAMES = 21;
  private static final int COEFFICIENTS = 7;

  /** There and back: two directions, each with a seed of its own. */
  private static final int RUNS = 2;

  @TempDir Path folder;

  private TrainingConfig config;

  /** What a training leaves. */
  private record Trained(List<List<EpochReport>> histories, List<float[]> parameters) {}

  @BeforeAll
  static void nameTheLibrary() {
    String library = System.getProperty("emodna.cuda.tested", "");
    Assumptions.assumeTrue(
        Files.isRegularFile(Path.of(library)), "no CUDA backend for tests: " + library);
    System.setProperty(DeviceChoice.CUDA_LIBRARY, library);
  }

  @AfterAll
  static void forgetTheLibrary() {
    System.clearProperty(DeviceChoice.CUDA_LIBRARY);
  }

  /** Recordings whose class shows in one coefficient; those of the other corpus are shifted. */
  private static FeatureSet features(String name, int count, float shift) {
    SplittableRandom random = new SplittableRandom(name.hashCode());
    FeatureSet.Builder set = FeatureSet.builder(name, FRAMES, COEFFICIENTS).fingerprint(name);
    for (int i = 0; i < count; i++) {
      float[] x = new float[(FRAMES - i % 5) * COEFFICIENTS];
      for (int j = 0; j < x.length; j++) {
        float signal = j % COEFFICIENTS == i % ToneCorpus.LABELS.size() ? 2 : 0;
        x[j] = signal + shift + (float) (random.nextDouble() - 0.5);
      }
      set.add(name + i, x);
    }
    return set.build();
  }

  private static int[] labels(FeatureSet set) {
    return IntStream.range(0, set.size()).map(i -> i % ToneCorpus.LABELS.size()).toArray();
  }

  private Trained train(String device, Path checkpoint, Silent listener) {
    return train(device, checkpoint, listener, RUNS);
  }

  private Trained train(String device, Path checkpoint, Silent listener, int count) {
    FeatureSet source = features("source", 26, 0);
    FeatureSet target = features("target", 19, 0.3f);
    try (KernelContext context = DeviceChoice.of(device).open(1);
        Stream stream = context.stream()) {
      assertEquals(device, context.device().backend());
      Network network = TrainedNetwork.of(config, new EncoderInput(FRAMES, COEFFICIENTS));
      List<Run> runs =
          List.of(
                  new Run(source, labels(source), target, 1),
                  new Run(target, labels(target), source, 2))
              .subList(0, count);
      List<RunIdentity> identities =
          runs.stream()
              .map(
                  run ->
                      RunIdentity.of(
                          config.withSeed(run.seed()),
                          run.source(),
                          run.sourceLabels(),
                          run.target()))
              .toList();
      Trainer trainer = new Trainer(stream, config, network, runs, identities);
      trainer.run(checkpoint, () -> false, listener);
      List<float[]> parameters = new ArrayList<>();
      for (TrainingState.Weights weights : trainer.weights()) {
        parameters.add(weights.parameters());
      }
      return new Trained(trainer.histories(), parameters);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{threshold: {strategy: discriminant}, target-emotion: {weight: 1}}"})
  void comesToTheLossesAndPseudoLabelsOfTheCpuAndTwiceToTheSameBits(String more) {
    config = ConfigFile.parse(more, "more", ToneCorpus.config());
    Silent onCpu = new Silent();
    Trained cpu = train("cpu", folder.resolve("cpu"), onCpu);
    assertEquals(0, onCpu.ahead, "a step on the CPU is done when its call returns");
    Trained cuda = train("cuda", folder.resolve("cuda"), new Silent());
    for (int r = 0; r < RUNS; r++) {
      List<EpochReport> expected = cpu.histories().get(r);
      List<EpochReport> actual = cuda.histories().get(r);
      assertEquals(3, actual.size());
      for (int e = 0; e < expected.size(); e++) {
        assertEquals(expected.get(e).values().keySet(), actual.get(e).values().keySet());
        for (String name : expected.get(e).values().keySet()) {
          double wanted = expected.get(e).values().get(name);
          // A share of rows is equal or off by a whole row; sums differ in their order.
          double tolerance = name.equals("selected") ? 1e-6 : 2e-3 * Math.max(1, Math.abs(wanted));
          assertEquals(wanted, actual.get(e).values().get(name), tolerance, name + ", epoch " + e);
        }
      }
      assertTrue(actual.get(2).values().get("selected") > 0, "nothing was selected");
    }
    // Without checkpoints nothing waits, and the emulation's copies arrive late.
    Silent queued = new Silent();
    Trained again = train("cuda", null, queued);
    assertTrue(!DeviceChoice.of("cuda").device().emulated() || queued.ahead > 0, "all waited");
    assertEquals(cuda.histories(), again.histories());
    for (int r = 0; r < RUNS; r++) {
      assertArrayEquals(cuda.parameters().get(r), again.parameters().get(r));
    }
    Trained alone = train("cuda", null, new Silent(), 1);
    assertEquals(cuda.histories().get(0), alone.histories().get(0));
    assertArrayEquals(cuda.parameters().get(0), alone.parameters().get(0));
  }

  private static final class Silent implements Trainer.Listener {
    /** Most steps that were queued behind an epoch when it was reported. */
    long ahead;

    private long steps;

    @Override
    public void resumed(List<List<EpochReport>> histories) {}

    @Override
    public void stepDone(long steps) {
      this.steps = steps;
    }

    @Override
    public void epochDone(Map<Integer, EpochReport> reports) {
      ahead = Math.max(ahead, steps - reports.values().iterator().next().steps());
    }
  }
}
