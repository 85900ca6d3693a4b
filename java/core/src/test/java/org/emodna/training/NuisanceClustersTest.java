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
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.emodna.base.Progress;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.features.FeatureSet;
import org.emodna.kernels.ElementType;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nuisance clusters, from k-means to models. */
class NuisanceClustersTest extends ToneTraining {
  private static final String VECTORS =
      """
      features: {streams: [tone-vectors]}
      encoder: {kind: functionals, hidden: 16, width: 8}
      optimizer: {learning-rate: 0.01}
      schedule: {epochs: 8, batch-source: 9, batch-target: 8, balanced: true}
      decorrelation: {weight: 1}
      corpus-classifier: {classes: nuisance, clusters: 3}
      """;

  private static TrainingConfig config(String more) {
    return ConfigFile.parse(
        more, "more", ConfigFile.parse(VECTORS, "vectors", ToneCorpus.config()));
  }

  private static byte[] bytes(TrainingResult result) throws IOException {
    return Files.readAllBytes(result.requireFinished().model());
  }

  @Test
  void kMeansFindsWhatLiesTogether() {
    double[][] rows = {{0, 5}, {100, 0}, {1, 5}, {10, 5}, {101, 0}, {11, 5}, {0, 6}};
    int[] found = KMeans.clusters(rows, 3, () -> {});
    int a = found[0];
    int b = found[1];
    int c = found[3];
    assertEquals(3, Arrays.stream(new int[] {a, b, c}).distinct().count());
    assertArrayEquals(new int[] {a, b, a, c, b, c, a}, found);
    assertArrayEquals(found, KMeans.clusters(rows, 3, () -> {}));
    assertArrayEquals(new int[7], KMeans.clusters(rows, 1, () -> {}));
  }

  @Test
  void kMeansOfFewDifferentRows() {
    double[][] same = {{2}, {2}, {2}};
    assertArrayEquals(new int[3], KMeans.clusters(same, 20, () -> {}));
    int[] two = KMeans.clusters(new double[][] {{2}, {3}, {2}}, 20, () -> {});
    assertTrue(two[0] == two[2] && two[0] != two[1] && two[0] < 2 && two[1] < 2);
    assertArrayEquals(new int[1], KMeans.clusters(new double[][] {{7}}, 5, () -> {}));
  }

  @Test
  void kMeansFindsTheCornersOfACube() {
    SplittableRandom random = new SplittableRandom(3);
    double[][] rows = new double[200][3];
    for (int i = 0; i < rows.length; i++) {
      // Eight corners of a cube.
      for (int f = 0; f < 3; f++) {
        rows[i][f] = (i >> f & 1) + 0.1 * random.nextDouble();
      }
    }
    int[] found = KMeans.clusters(rows, 8, () -> {});
    for (int i = 8; i < rows.length; i++) {
      assertEquals(found[i % 8], found[i]);
    }
    assertEquals(8, Arrays.stream(found).distinct().count());
  }

  private static FeatureSet set(String name, int size) {
    SplittableRandom random = new SplittableRandom(name.hashCode());
    FeatureSet.Builder set = FeatureSet.builder(name, 1, 4);
    for (int i = 0; i < size; i++) {
      // Classes i mod 3 far apart in the first two values, "speakers" i / 3 mod 2 in the third.
      float[] x = new float[4];
      x[0] = 10 * (i % 3) + (float) random.nextDouble() / 10;
      x[1] = -7 * (i % 3) + (float) random.nextDouble() / 10;
      x[2] = i / 3 % 2 * 3 + (float) random.nextDouble() / 10;
      set.add(name + i, x);
    }
    return set.fingerprint(name).build();
  }

  private static int[] labels(int size) {
    int[] labels = new int[size];
    Arrays.setAll(labels, i -> i % 3);
    return labels;
  }

  private static final FeatureSet A = set("a", 24);
  private static final FeatureSet B = set("b", 18);
  private static final FeatureSet C = set("c", 12);

  private static final List<Run> RUNS =
      List.of(
          new Run(A, labels(24), B, 1),
          new Run(B, labels(18), C, 1),
          new Run(C, labels(12), A, 1),
          new Run(A, labels(24), B, 2));

  private static final TrainingConfig SETS =
      ConfigFile.parse(
          """
          labels: [anger, neutral, sadness]
          schedule: {batch-source: 5, batch-target: 7}
          corpus-classifier: {classes: nuisance, clusters: 2}
          """,
          "sets",
          TrainingConfig.defaults());

  private static void assertSpeakers(int[] clusters, int at, int size, int first) {
    for (int i = 0; i < size; i++) {
      assertTrue(clusters[at + i] == first || clusters[at + i] == first + 1);
      assertEquals(clusters[at + i / 3 % 2 * 3], clusters[at + i], "utterance " + i);
    }
    assertNotEquals(clusters[at], clusters[at + 3]);
  }

  @Test
  void clustersAreWhatIsLeftWhenTheEmotionIsTakenAway() {
    NuisanceClusters all =
        NuisanceClusters.of(RUNS, 2, 3, TeacherLabels.of(SETS, RUNS, () -> {}), () -> {});
    for (int r = 0; r < RUNS.size(); r++) {
      assertSpeakers(all.sources(), 24 * r, RUNS.get(r).source().size(), 0);
      assertSpeakers(all.targets(), 24 * r, RUNS.get(r).target().size(), 2);
    }
    // Without a teacher the emotions, which lie farther apart, are in the target's clusters.
    NuisanceClusters untaught = NuisanceClusters.of(RUNS, 2, 3, TeacherLabels.none(RUNS), () -> {});
    assertArrayEquals(all.sources(), untaught.sources());
    assertEquals(untaught.targets()[0], untaught.targets()[3]);
  }

  /** Numbers of utterances [R, steps, rows]. */
  private static int[] drawn(int steps, int rows, Function<Run, FeatureSet> of) {
    SplittableRandom random = new SplittableRandom(rows);
    int[] drawn = new int[RUNS.size() * steps * rows];
    Arrays.setAll(drawn, i -> random.nextInt(of.apply(RUNS.get(i / (steps * rows))).size()));
    return drawn;
  }

  @Test
  void eachRowGetsTheClusterOfItsUtteranceInEachStep() {
    NuisanceClusters expected =
        NuisanceClusters.of(RUNS, 2, 3, TeacherLabels.of(SETS, RUNS, () -> {}), () -> {});
    int steps = 3;
    BatchPlans.Epoch plan =
        new BatchPlans.Epoch(drawn(steps, 5, Run::source), drawn(steps, 7, Run::target));
    try (KernelContext context = KernelContext.cpu(2);
        Stream stream = context.stream()) {
      Tensor step = Tensor.zeros(context, ElementType.INT64, 1);
      StepBatch batch =
          new StepBatch(
              stream, new TrainingStep.Plan(SETS, null, RUNS, steps, steps, () -> {}), step);
      Tensor clusters = batch.nuisanceClusters(2);
      batch.setPlan(plan);
      for (int s = 0; s < steps; s++) {
        step.write(stream, (long) s);
        batch.gathers().forEach(Runnable::run);
        int[] found = clusters.toInts(stream);
        for (int r = 0; r < RUNS.size(); r++) {
          for (int i = 0; i < 12; i++) {
            int wanted =
                i < 5
                    ? expected.sources()[24 * r + plan.sources()[(r * steps + s) * 5 + i]]
                    : expected.targets()[24 * r + plan.targets()[(r * steps + s) * 7 + i - 5]];
            assertEquals(wanted, found[12 * r + i]);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "threshold: {strategy: adaptive}",
        "ensemble: 2",
        "corpus-classifier: {clusters: 1000}"
      })
  void learnsStopsAndResumesToTheSameBitsAtAnyThreads(String more) throws IOException {
    TrainingConfig config = config(more);
    String name = "nuisance" + Math.abs(more.hashCode());
    TrainingResult whole = training(config, name).threads(1).run(Progress.NONE);
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
    List<EpochReport> history = whole.history();
    double first = history.get(0).values().get("corpus");
    double last = history.get(history.size() - 1).values().get("corpus");
    assertTrue(last < first, first + " to " + last);
  }

  @Test
  void seedsTrainedTogetherComeToWhatEachComesToAlone() throws IOException {
    List<TrainingResult> both =
        training(config("{}"), "both").runSeeds(List.of(3L, 5L), Progress.NONE);
    byte[] alone = bytes(training(config("seed: 5"), "five").run(Progress.NONE));
    assertArrayEquals(alone, bytes(both.get(1)));
  }

  @Test
  void settingsMatterAndBelongToTheRun() throws IOException {
    byte[] usual = bytes(training(config("{}"), "usual").run(Progress.NONE));
    for (String change : List.of("{classes: corpora}", "{clusters: 4}")) {
      TrainingConfig changed = config("corpus-classifier: " + change);
      byte[] other = bytes(training(changed, "other").run(Progress.NONE));
      assertFalse(Arrays.equals(usual, other), change);
    }
    AtomicInteger steps = new AtomicInteger();
    training(config("{}"), "kept").stopWhen(() -> steps.getAndIncrement() >= 7).run(Progress.NONE);
    Training.Builder changed =
        training(config("corpus-classifier: {clusters: 4}"), "kept").resume(true);
    assertThrows(TrainingException.class, () -> changed.run(Progress.NONE));
  }

  @Test
  void framesHaveClustersToo() {
    TrainingConfig config =
        ConfigFile.parse(
            "corpus-classifier: {classes: nuisance, clusters: 3}", "frames", ToneCorpus.config());
    TrainingResult.Finished result =
        training(config, "frames").run(Progress.NONE).requireFinished();
    assertTrue(result.history().get(0).values().get("corpus") > 0.7);
  }
}
