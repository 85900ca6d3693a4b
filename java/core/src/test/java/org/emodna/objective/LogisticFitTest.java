package org.emodna.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.emodna.base.Section;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logistic regression against its own definition, written a second time and more slowly. */
class LogisticFitTest {
  private static final int CLASSES = 3;

  private static Settings settings(double c, boolean balanced) {
    return new Settings() {
      @Override
      public <T extends Record> T get(Section<T> section) {
        return section.type().cast(new LogisticRegression.Options(c, balanced));
      }
    };
  }

  private static double loss(
      double[][] w, double[] b, List<float[]> x, int[] y, double[] shares, double c) {
    double sum = 0;
    for (double[] row : w) {
      for (double value : row) {
        sum += value * value / 2;
      }
    }
    for (int i = 0; i < y.length; i++) {
      double[] logits = b.clone();
      double total = 0;
      for (int k = 0; k < CLASSES; k++) {
        for (int f = 0; f < w[k].length; f++) {
          logits[k] += w[k][f] * x.get(i)[f];
        }
      }
      for (double logit : logits) {
        total += Math.exp(logit);
      }
      sum += c * shares[y[i]] * (Math.log(total) - logits[y[i]]);
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({
    "0.003, true, 60, 5",
    "0.003, false, 60, 5",
    "1, true, 61, 1",
    "100, true, 40, 7",
    "0.00001, true, 9, 3"
  })
  void noStepInAnyDirectionIsBetter(double c, boolean balanced, int rows, int width) {
    SplittableRandom random = new SplittableRandom(rows + width);
    List<float[]> x = new ArrayList<>();
    int[] y = new int[rows];
    for (int i = 0; i < rows; i++) {
      // Classes of unequal size that overlap.
      y[i] = i < 3 ? i : random.nextInt(4) == 0 ? random.nextInt(3) : 0;
      float[] row = new float[width];
      for (int f = 0; f < width; f++) {
        row[f] = (float) (4 * random.nextDouble() - 2 + (f == 0 ? y[i] : 0));
      }
      x.add(row);
    }
    Solver.Solution solution =
        new LogisticRegression()
            .solve(settings(c, balanced), new Solver.Data(x, y, CLASSES, List.of()), () -> {});
    double[] shares = new double[CLASSES];
    for (int k = 0; k < CLASSES; k++) {
      int wanted = k;
      long count = java.util.Arrays.stream(y).filter(label -> label == wanted).count();
      shares[k] = balanced ? rows / (CLASSES * (double) count) : 1;
    }
    double[][] w = new double[CLASSES][width];
    double[] b = new double[CLASSES];
    for (int k = 0; k < CLASSES; k++) {
      b[k] = solution.bias()[k];
      for (int f = 0; f < width; f++) {
        w[k][f] = solution.weight()[k * width + f];
      }
    }
    double scale = Math.max(1, c * rows);
    double step = 1e-3;
    for (int k = 0; k < CLASSES; k++) {
      for (int f = 0; f <= width; f++) {
        double[] of = f == width ? b : w[k];
        int at = f == width ? k : f;
        double before = of[at];
        of[at] = before + step;
        double above = loss(w, b, x, y, shares, c);
        of[at] = before - step;
        double below = loss(w, b, x, y, shares, c);
        of[at] = before;
        assertEquals(0, (above - below) / (2 * step) / scale, 1e-5, "class " + k + ", " + f);
      }
    }
    double regularised = loss(w, b, x, y, shares, c);
    double none = loss(new double[CLASSES][width], new double[CLASSES], x, y, shares, c);
    assertTrue(regularised <= none);
    double squares = 0;
    for (float value : solution.weight()) {
      squares += value * value / 2;
    }
    assertEquals((regularised - squares) / (c * rows), solution.loss(), 1e-5);
  }
}
