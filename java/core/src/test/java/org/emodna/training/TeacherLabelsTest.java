package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;
import org.emodna.features.FeatureSet;
import org.emodna.kernels.ElementType;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Tensor;
import org.emodna.objective.SelfTraining;
import org.emodna.objective.Solver;
import org.emodna.objective.Term;
import org.junit.jupiter.api.Test;

/** The teacher's labels of several replicas, and their way into the batch. */
class TeacherLabelsTest {
  private static final int WIDTH = 6;
  private static final TrainingConfig CONFIG =
      ConfigFile.parse(
          """
          labels: [anger, neutral, sadness]
          threshold: {strategy: discriminant}
          schedule: {batch-source: 5, batch-target: 7}
          """,
          "teacher",
          TrainingConfig.defaults());

  private static FeatureSet set(String name, int size, int frames) {
    SplittableRandom random = new SplittableRandom(name.hashCode());
    FeatureSet.Builder set = FeatureSet.builder(name, frames, WIDTH);
    for (int i = 0; i < size; i++) {
      float[] x = new float[WIDTH * (1 + random.nextInt(frames))];
      for (int j = 0; j < x.length; j++) {
        x[j] = (float) (random.nextDouble() - 0.5 + (j % 3 == i % 3 ? 1 : 0));
      }
      set.add(name + i, x);
    }
    return set.fingerprint(name).build();
  }

  private static int[] labels(int size) {
    int[] labels = new int[size];
    Arrays.setAll(labels, i -> i % 3);
    return labels;
  }

  private static final FeatureSet A = set("a", 24, 1);
  private static final FeatureSet B = set("b", 17, 1);
  private static final FeatureSet C = set("c", 12, 1);

  /** Targets of unequal size; the last is like the first but for its seed. */
  private static final List<Run> RUNS =
      List.of(
          new Run(A, labels(24), B, 1),
          new Run(B, labels(17), C, 1),
          new Run(C, labels(12), A, 1),
          new Run(A, labels(24), B, 2));

  @Test
  void eachReplicaHasThoseOfItsOwnTarget() {
    TeacherLabels all = TeacherLabels.of(CONFIG, RUNS, () -> {});
    assertEquals(24, all.count());
    for (int r = 0; r < RUNS.size(); r++) {
      Run run = RUNS.get(r);
      int[] expected =
          SelfTraining.taught(
                  CONFIG,
                  new Solver.Data(
                      run.source().values(), run.sourceLabels(), 3, run.target().values()),
                  () -> {})
              .labels();
      int[] own = Arrays.copyOfRange(all.values(), 24 * r, 24 * (r + 1));
      assertArrayEquals(expected, Arrays.copyOf(own, expected.length));
      for (int i = expected.length; i < 24; i++) {
        assertEquals(-1, own[i]);
      }
      long given = Arrays.stream(own).filter(label -> label >= 0).count();
      assertEquals((float) given / expected.length, all.shares()[r]);
    }
  }

  @Test
  void eachTargetRowGetsTheLabelOfItsUtteranceInEachStep() {
    TeacherLabels expected = TeacherLabels.of(CONFIG, RUNS, () -> {});
    BatchPlan plan = new BatchPlan(4, 24, 5, 24, 7);
    int steps = plan.stepsPerEpoch();
    int[] sources = new int[RUNS.size() * steps * 5];
    int[] targets = new int[RUNS.size() * steps * 7];
    for (int r = 0; r < RUNS.size(); r++) {
      int[] one = plan.epoch("target", r, RUNS.get(r).target().size(), 7);
      System.arraycopy(one, 0, targets, r * steps * 7, steps * 7);
    }
    try (KernelContext context = KernelContext.cpu(2);
        Stream stream = context.stream()) {
      Tensor step = Tensor.zeros(context, ElementType.INT64, 1);
      StepBatch batch =
          new StepBatch(
              stream, new TrainingStep.Plan(CONFIG, null, RUNS, steps, steps, () -> {}), step);
      Tensor rows = batch.labels().view(5, batch.labels().elements() - 5);
      Tensor selected = Tensor.floats(context, RUNS.size());
      Term.Pass pass = batch.taught(rows, selected);
      assertArrayEquals(expected.shares(), selected.toFloats(stream));
      batch.setPlan(new BatchPlans.Epoch(sources, targets));
      boolean some = false;
      for (long s = 0; s < steps; s++) {
        step.write(stream, s);
        batch.gathers().forEach(Runnable::run);
        for (int r = 0; r < RUNS.size(); r++) {
          for (int i = 5; i < 12; i++) {
            assertEquals(-1, batch.labels().toInts(stream)[12 * r + i]);
          }
        }
        pass.run();
        int[] labels = batch.labels().toInts(stream);
        int[] index = batch.targetIndex().toInts(stream);
        for (int r = 0; r < RUNS.size(); r++) {
          for (int i = 0; i < 12; i++) {
            int wanted =
                i < 5
                    ? RUNS.get(r).sourceLabels()[0]
                    : expected.values()[24 * r + index[12 * r + i]];
            assertEquals(wanted, labels[12 * r + i]);
            some |= i >= 5 && wanted >= 0;
          }
        }
      }
      assertTrue(some);
    }
  }

  @Test
  void framesBecomeMeanAndStandardDeviationOfWhatIsThere() {
    FeatureSet frames =
        FeatureSet.builder("frames", 3, 2)
            .add("one", new float[] {4, -1})
            .add("three", new float[] {1, 0, 2, 5, 3, 10})
            .build();
    List<float[]> vectors = TeacherLabels.vectors(frames);
    assertArrayEquals(new float[] {4, -1, 0, 0}, vectors.get(0));
    float first = (float) Math.sqrt(2 / 3.0);
    float second = (float) Math.sqrt(50 / 3.0);
    assertArrayEquals(new float[] {2, 5, first, second}, vectors.get(1));
    assertSame(A.values(), TeacherLabels.vectors(A));
    Run run = new Run(set("long", 20, 9), labels(20), set("other", 30, 9), 1);
    assertFalse(
        Arrays.stream(TeacherLabels.of(CONFIG, List.of(run), () -> {}).values())
            .allMatch(l -> l < 0));
  }
}
