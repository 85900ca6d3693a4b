package org.emodna.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.emodna.base.ConfigException;
import org.emodna.base.Section;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Self-training of the linear classifier, against its definition and on corpora of ill will. */
class SelfTrainingTest {
  private static final int CLASSES = 3;

  private static Settings settings(SelfTraining.Options options) {
    return new Settings() {
      @Override
      public <T extends Record> T get(Section<T> section) {
        return section.equals(SelfTraining.SECTION)
            ? section.type().cast(options)
            : section.defaults();
      }
    };
  }

  private static SelfTraining.Options options(int rounds, double share) {
    return new SelfTraining.Options(rounds, share, 1, 1);
  }

  /** Classes along their own axes; the target is turned and moved against the source. */
  private static Solver.Data data(int n, int targets, int width, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<float[]> source = new ArrayList<>();
    List<float[]> target = new ArrayList<>();
    int[] labels = new int[n];
    for (int i = 0; i < n + targets; i++) {
      int label = i < CLASSES ? i : random.nextInt(4) == 0 ? random.nextInt(CLASSES) : 0;
      boolean own = i < n;
      float[] row = new float[width];
      for (int f = 0; f < width; f++) {
        double shift = own ? 0 : 0.3 * (f % 2);
        row[f] = (float) (random.nextDouble() - 0.5 + shift + (f % CLASSES == label ? 0.4 : 0));
      }
      (own ? source : target).add(row);
      if (own) {
        labels[i] = label;
      }
    }
    return new Solver.Data(source, labels, CLASSES, target);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.7, 1, 1, 60, 50, 9",
    "1, 0.5, 1, 1, 60, 53, 9",
    "2, 0.7, 1, 1, 61, 50, 7",
    "4, 0.5, 0.5, 0, 47, 90, 3",
    "3, 1, 2, 0.5, 30, 40, 70",
    "2, 0.01, 1, 1, 30, 40, 5"
  })
  void isItsDefinition(
      int rounds, double share, double weight, double balancing, int n, int targets, int width) {
    Solver.Data data = data(n, targets, width, n + targets);
    SelfTraining.Options options = new SelfTraining.Options(rounds, share, weight, balancing);
    SelfTraining.Fitted fitted = SelfTraining.fit(settings(options), data, () -> {});
    List<double[][]> expected =
        PlainDiscriminant.selfTraining(data, Discriminant.SECTION.defaults().shrinkage(), options);
    double[][] last = expected.get(rounds);
    double[][] p = fitted.classifier().probabilities(data.target());
    for (int j = 0; j < targets; j++) {
      assertArrayEquals(last[j], p[j], 1e-8);
    }
    assertArrayEquals(PlainDiscriminant.kept(last, options), fitted.kept());
    if (rounds > 0) {
      assertFalse(Arrays.deepEquals(expected.get(0), last));
    }
  }

  @Test
  void theShareOfEachPredictedClassIsKept() {
    Solver.Data data = data(80, 70, 6, 4);
    int[] whole = SelfTraining.taught(settings(options(0, 1)), data, () -> {}).labels();
    int[] some = SelfTraining.taught(settings(options(0, 0.3)), data, () -> {}).labels();
    for (int k = 0; k < CLASSES; k++) {
      int wanted = k;
      long all = Arrays.stream(whole).filter(l -> l == wanted).count();
      long kept = Arrays.stream(some).filter(l -> l == wanted).count();
      assertTrue(all > 0);
      assertEquals((long) Math.ceil(0.3 * all - 1e-9), kept);
    }
    for (int j = 0; j < some.length; j++) {
      assertTrue(some[j] == SelfTraining.NONE || some[j] == whole[j]);
    }
  }

  /** What the target is like changes the classifier; its order only the order of the labels. */
  @Test
  void looksAtTheTargetButNotAtItsOrder() {
    Solver.Data data = data(60, 40, 6, 5);
    Settings settings = settings(options(2, 0.7));
    int[] labels = SelfTraining.taught(settings, data, () -> {}).labels();
    assertArrayEquals(labels, SelfTraining.taught(settings, data, () -> {}).labels());
    List<float[]> turned = new ArrayList<>(data.target());
    Collections.reverse(turned);
    int[] ofTurned =
        SelfTraining.taught(
                settings, new Solver.Data(data.source(), data.labels(), CLASSES, turned), () -> {})
            .labels();
    for (int j = 0; j < labels.length; j++) {
      assertEquals(labels[j], ofTurned[labels.length - 1 - j]);
    }
    DiscriminantSelfTraining method = new DiscriminantSelfTraining();
    float[] weight = method.solve(settings, data, () -> {}).weight();
    assertArrayEquals(weight, method.solve(settings, data, () -> {}).weight());
    assertFalse(
        Arrays.equals(weight, method.solve(settings, data(60, 40, 6, 6), () -> {}).weight()));
    assertEquals(3, method.solve(settings, data, () -> {}).iterations());
    Solver.Solution none = method.solve(settings(options(0, 0.7)), data, () -> {});
    assertArrayEquals(
        none.weight(), new DiscriminantAnalysis().solve(settings(null), data, () -> {}).weight());
  }

  @Test
  void aClassThatIsNeverPredictedIsFittedToTheSourceAlone() {
    // Class 2 lies far off, and no target utterance is anywhere near.
    List<float[]> source = new ArrayList<>();
    List<float[]> target = new ArrayList<>();
    int[] labels = new int[30];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 50; i++) {
      int label = i < 30 ? i % 3 : i % 2;
      float x = label == 2 ? 1000 : label;
      float[] row = {(float) (x + 0.1 * random.nextDouble()), (float) random.nextDouble(), 3};
      (i < 30 ? source : target).add(row);
      if (i < 30) {
        labels[i] = label;
      }
    }
    Solver.Data data = new Solver.Data(source, labels, CLASSES, target);
    int[] kept = SelfTraining.taught(settings(options(4, 0.5)), data, () -> {}).labels();
    assertEquals(10, Arrays.stream(kept).filter(l -> l != SelfTraining.NONE).count());
    assertTrue(Arrays.stream(kept).noneMatch(l -> l == 2));
    for (int j = 0; j < kept.length; j++) {
      assertTrue(kept[j] == SelfTraining.NONE || kept[j] == j % 2);
    }
    for (float value :
        new DiscriminantSelfTraining().solve(settings(options(4, 0.5)), data, () -> {}).weight()) {
      assertTrue(Float.isFinite(value));
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 9, 40", "1, 3, 500", "2, 40, 1", "5, 3, 3"})
  void fewUtterancesAndConstantColumnsAreTaken(int targets, int n, int width) {
    Solver.Data data = data(n, targets, width, 8);
    data.source().forEach(row -> row[width - 1] = -4);
    data.target().forEach(row -> row[width - 1] = -4);
    for (double share : new double[] {0.01, 0.7, 1}) {
      Settings settings = settings(options(3, share));
      int[] kept = SelfTraining.taught(settings, data, () -> {}).labels();
      assertTrue(Arrays.stream(kept).anyMatch(l -> l != SelfTraining.NONE));
      Solver.Solution solution = new DiscriminantSelfTraining().solve(settings, data, () -> {});
      assertTrue(Double.isFinite(solution.loss()));
      for (float value : solution.weight()) {
        assertTrue(Float.isFinite(value));
      }
    }
  }

  @Test
  void settingsHaveRanges() {
    assertThrows(ConfigException.class, () -> new SelfTraining.Options(-1, 0.5, 1, 1));
    assertThrows(ConfigException.class, () -> new SelfTraining.Options(1, 0, 1, 1));
    assertThrows(ConfigException.class, () -> new SelfTraining.Options(1, 0.5, 0, 1));
    assertThrows(ConfigException.class, () -> new SelfTraining.Options(1, 0.5, 1, 2));
  }
}
