package org.emodna.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.emodna.base.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Linear discriminant analysis against its definition, written a second time and more slowly. */
class DiscriminantTest {
  private static Discriminant.Rows random(int rows, int width, int classes, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<float[]> x = new ArrayList<>();
    int[] labels = new int[rows];
    double[] weights = new double[rows];
    for (int i = 0; i < rows; i++) {
      labels[i] = i < classes ? i : random.nextInt(classes);
      weights[i] = 0.1 + random.nextDouble();
      float[] row = new float[width];
      for (int f = 0; f < width; f++) {
        row[f] = (float) (random.nextDouble() * (1 + f % 3) + 0.3 * labels[i] * (f % 2) + 5);
      }
      x.add(row);
    }
    return new Discriminant.Rows(x, labels, weights, classes);
  }

  @ParameterizedTest
  @CsvSource({
    "40, 3, 3, 0.6",
    "61, 1, 2, 0.3",
    "200, 37, 5, 0.6",
    "9, 40, 3, 0.5",
    "70, 33, 4, 1",
    "120, 67, 3, 0.001"
  })
  void isItsDefinition(int n, int width, int classes, double shrinkage) {
    Discriminant.Rows rows = random(n, width, classes, n);
    List<float[]> others = random(13, width, classes, 1).x();
    double[][] expected = PlainDiscriminant.probabilities(rows, shrinkage, others);
    double[][] p =
        Discriminant.fit(rows, new Discriminant.Options(shrinkage), () -> {}).probabilities(others);
    for (int i = 0; i < p.length; i++) {
      assertArrayEquals(expected[i], p[i], 1e-9);
      assertEquals(1, Arrays.stream(p[i]).sum(), 1e-12);
    }
  }

  /**
   * Two classes at -1 and 1 of one value, each with a variance of v: p = 1 / (1 + exp(-2 x / v)).
   */
  @Test
  void ofOneValueIsTheLogisticFunction() {
    double v = 0.25;
    float[] values = {-1.5f, -0.5f, 0.5f, 1.5f};
    List<float[]> x = new ArrayList<>();
    for (float value : values) {
      x.add(new float[] {value});
    }
    for (double shrinkage : new double[] {0.001, 0.6, 1}) {
      Discriminant d =
          Discriminant.fit(
              new Discriminant.Rows(x, new int[] {0, 0, 1, 1}, new double[] {1, 1, 3, 3}, 2),
              new Discriminant.Options(shrinkage),
              () -> {});
      for (float at : new float[] {-2, -0.1f, 0, 0.7f}) {
        double p = d.probabilities(List.of(new float[] {at}))[0][1];
        assertEquals(1 / (1 + Math.exp(-2 * at / v)), p, 1e-12);
      }
    }
  }

  /** An utterance that weighs 2 is an utterance that is there twice. */
  @Test
  void weightsCountUtterances() {
    Discriminant.Rows rows = random(20, 4, 3, 3);
    double[] weights = new double[20];
    Arrays.fill(weights, 1);
    weights[5] = 2;
    List<float[]> twice = new ArrayList<>(rows.x());
    twice.add(rows.x().get(5));
    int[] labels = Arrays.copyOf(rows.labels(), 21);
    labels[20] = labels[5];
    double[] ones = new double[21];
    Arrays.fill(ones, 1);
    Discriminant.Options options = new Discriminant.Options(0.4);
    double[][] a =
        Discriminant.fit(
                new Discriminant.Rows(rows.x(), rows.labels(), weights, 3), options, () -> {})
            .probabilities(rows.x());
    double[][] b =
        Discriminant.fit(new Discriminant.Rows(twice, labels, ones, 3), options, () -> {})
            .probabilities(rows.x());
    for (int i = 0; i < a.length; i++) {
      assertArrayEquals(a[i], b[i], 1e-11);
    }
  }

  @Test
  void constantColumnsAndClassesWithoutAnyVarianceAreTaken() {
    List<float[]> x = List.of(new float[] {0, 7, 0}, new float[] {1, 7, 0}, new float[] {3, 7, 0});
    Discriminant.Rows single =
        new Discriminant.Rows(x, new int[] {0, 1, 2}, new double[] {0.1, 0.1, 0.1}, 3);
    double[][] p =
        Discriminant.fit(single, new Discriminant.Options(0.6), () -> {}).probabilities(x);
    for (int i = 0; i < 3; i++) {
      assertEquals(1, p[i][i], 1e-9);
    }
    Solver.Solution solution =
        Discriminant.fit(single, new Discriminant.Options(0.6), () -> {}).solution(single, 1);
    for (float value : solution.weight()) {
      assertTrue(Float.isFinite(value));
    }
    List<float[]> same = List.of(x.get(0), x.get(0), x.get(0));
    double[][] even =
        Discriminant.fit(
                new Discriminant.Rows(same, new int[] {0, 1, 2}, new double[] {1, 1, 1}, 3),
                new Discriminant.Options(0.6),
                () -> {})
            .probabilities(x);
    for (double[] row : even) {
      assertArrayEquals(new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0}, row, 1e-12);
    }
  }

  @Test
  void whatIsSavedSaysTheSame() {
    Discriminant.Rows rows = random(80, 12, 4, 9);
    Discriminant d = Discriminant.fit(rows, new Discriminant.Options(0.6), () -> {});
    Solver.Solution saved = d.solution(rows, 3);
    double[][] p = d.probabilities(rows.x());
    double loss = 0;
    for (int i = 0; i < p.length; i++) {
      double[] logits = new double[4];
      double sum = 0;
      for (int k = 0; k < 4; k++) {
        logits[k] = saved.bias()[k];
        for (int f = 0; f < 12; f++) {
          logits[k] += saved.weight()[k * 12 + f] * rows.x().get(i)[f];
        }
        sum += Math.exp(logits[k]);
      }
      for (int k = 0; k < 4; k++) {
        assertEquals(p[i][k], Math.exp(logits[k]) / sum, 1e-5);
      }
      loss -= rows.weights()[i] * Math.log(p[i][rows.labels()[i]]);
    }
    assertEquals(loss / Arrays.stream(rows.weights()).sum(), saved.loss(), 1e-12);
    assertEquals(3, saved.iterations());
  }

  @Test
  void aMatrixThatIsNotPositiveDefiniteIsRefused() {
    double[][] a = {{1, 2}, {2, 1}};
    assertThrows(IllegalArgumentException.class, () -> Cholesky.of(a, () -> {}));
    double[][] nan = {{Double.NaN}};
    assertThrows(IllegalArgumentException.class, () -> Cholesky.of(nan, () -> {}));
  }

  @Test
  void shrinkageHasARange() {
    for (double value : new double[] {0, 1.1, Double.NaN}) {
      assertThrows(ConfigException.class, () -> new Discriminant.Options(value));
    }
  }
}
