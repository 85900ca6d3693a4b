package org.emodna.kernels.contract;

import static org.emodna.kernels.contract.Comparison.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.emodna.kernels.Decorrelation;
import org.emodna.kernels.Information;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Information and decorrelation. */
class InformationContractTest extends KernelContract {
  private static final InformationReference TRUTH = new InformationReference(Arithmetic.FLOAT64);
  private static final InformationReference NAIVE = new InformationReference(Arithmetic.FLOAT32);

  @ParameterizedTest
  @CsvSource({"1, 2, 1", "13, 5, 1", "300, 5, 3", "17, 40, 0.01", "20, 3, 100"})
  void information(int rows, int classes, double scale) {
    double[] logits = normal(rows * classes, scale);
    double[] before = normal(logits.length, 1e-3);
    Tensor loss = zeros(1);
    Tensor dlogits = floats(before);
    new Information(stream, new Information.Shape(1, rows, classes))
        .input(from(1, logits), 0)
        .output(loss)
        .gradients(dlogits, floats(-0.5))
        .run();
    assertClose("loss", new double[] {TRUTH.information(logits, classes)}, host(loss));
    double[] slopes = differences(logits, () -> TRUTH.information(logits, classes));
    for (int i = 0; i < slopes.length; i++) {
      slopes[i] = before[i] - 0.5 * slopes[i];
    }
    assertClose("dlogits", slopes, host(dlogits), 1e-7);
  }

  /** Groups lie apart; rows of padding take no part, and their gradient stays what it was. */
  @Test
  void informationLeavesPaddingOut() {
    double nan = Double.NaN;
    double[] first = {1, 2, 0, -1};
    double[] second = {0.5, 0.25};
    Tensor loss = zeros(3);
    Tensor dlogits = zeros(18);
    new Information(stream, new Information.Shape(3, 3, 2))
        .input(floats(1, 2, nan, nan, 0, -1, 0.5, 0.25, nan, nan, nan, nan, 0, 0, 0, 0, 0, 0), 6)
        .lengths(ints(1, 0, 7, 1, 0, 0, 0, 0, 0), 3)
        .output(loss)
        .gradients(dlogits, null)
        .run();
    double[] expected = {TRUTH.information(first, 2), TRUTH.information(second, 2), 0};
    assertClose("loss", expected, host(loss));
    double[] gradient = TRUTH.informationGradient(first, 2, 1);
    double[] all = new double[18];
    System.arraycopy(gradient, 0, all, 0, 2);
    System.arraycopy(gradient, 2, all, 4, 2);
    assertClose("dlogits", all, host(dlogits));
  }

  /** Two rows, each sure of a class of its own: the best there is, and no NaN. */
  @Test
  void informationOfCertainRows() {
    Tensor loss = zeros(1);
    Tensor dlogits = zeros(4);
    new Information(stream, new Information.Shape(1, 2, 2))
        .input(floats(1e30, -1e30, -1e30, 1e30), 0)
        .output(loss)
        .gradients(dlogits, null)
        .run();
    assertClose("loss", new double[] {-Math.log(2)}, host(loss));
    assertArrayEquals(new float[4], host(dlogits));
  }

  @ParameterizedTest
  @CsvSource({"2, 1, 1", "71, 39, 5", "130, 3, 70", "9, 33, 33"})
  void decorrelation(int rows, int dimA, int dimB) {
    double[] a = normal(rows * dimA, 2);
    double[] b = normal(rows * dimB, 1);
    Arrays.setAll(b, i -> (float) (b[i] + 0.5 * a[i / dimB * dimA]));
    double[] beforeA = normal(a.length, 1e-3);
    double[] beforeB = normal(b.length, 1e-3);
    for (boolean both : new boolean[] {false, true}) {
      Tensor loss = zeros(1);
      Tensor da = floats(beforeA);
      Tensor db = floats(beforeB);
      new Decorrelation(stream, new Decorrelation.Shape(1, rows, dimA, dimB))
          .input(from(1, a), 0, from(3, b), 0)
          .output(loss)
          .gradients(da, both ? db : null, floats(3))
          .allocate()
          .run();
      assertClose("loss", new double[] {TRUTH.decorrelation(a, b, dimA, dimB)}, host(loss));
      double[] slopesA = TRUTH.decorrelationGradient(a, b, dimA, dimB, 3);
      double[] slopesB = TRUTH.decorrelationGradient(b, a, dimB, dimA, 3);
      Arrays.setAll(slopesA, i -> slopesA[i] + beforeA[i]);
      Arrays.setAll(slopesB, i -> (both ? slopesB[i] : 0) + beforeB[i]);
      assertClose("da", slopesA, host(da), 1e-7);
      assertClose("db", slopesB, host(db), 1e-7);
    }
    if (rows == 71) {
      double[] slopes = differences(a, () -> TRUTH.decorrelation(a, b, dimA, dimB));
      double[] formula = TRUTH.decorrelationGradient(a, b, dimA, dimB, 1);
      float[] narrow = new float[formula.length];
      for (int i = 0; i < narrow.length; i++) {
        narrow[i] = (float) formula[i];
      }
      assertClose("slopes", slopes, narrow, 1e-7);
    }
  }

  /** Padding takes no part; a constant column counts as uncorrelated; without rows it is 0. */
  @Test
  void decorrelationOfLittle() {
    double nan = Double.NaN;
    Tensor loss = floats(9, 9);
    Tensor da = zeros(16);
    Tensor a = floats(5, 1, nan, nan, 5, 2, 5, 4, nan, nan, nan, nan, nan, nan, nan, nan);
    new Decorrelation(stream, new Decorrelation.Shape(2, 4, 2, 2))
        .input(a, 8, a, 8)
        .lengths(ints(1, 0, 1, 1, 0, 0, 0, 0), 4)
        .output(loss)
        .gradients(da, null, null)
        .allocate()
        .run();
    // Of four pairs only the second column with itself is correlated.
    assertClose("loss", new double[] {0.25, 0}, host(loss));
    for (int i : new int[] {0, 2, 3, 4, 6, 8, 15}) {
      assertEquals(0, host(da)[i]);
    }
  }

  @Test
  void informationAccuracy() {
    AccuracyRule rule = new AccuracyRule();
    for (int[] shape : new int[][] {{7, 2}, {67, 5}, {130, 31}}) {
      for (double scale : new double[] {0.1, 1, 10}) {
        for (int draw = 0; draw < 16; draw++) {
          int classes = shape[1];
          double[] logits = normal(shape[0] * classes, scale);
          Tensor loss = zeros(1);
          Tensor dlogits = zeros(logits.length);
          new Information(stream, new Information.Shape(1, shape[0], classes))
              .input(floats(logits), 0)
              .output(loss)
              .gradients(dlogits, floats(0.3))
              .run();
          String what = Arrays.toString(shape) + " " + scale + " ";
          rule.draw(
              what + "loss",
              new double[] {TRUTH.information(logits, classes)},
              new double[] {NAIVE.information(logits, classes)},
              host(loss));
          rule.draw(
              what + "dlogits",
              TRUTH.informationGradient(logits, classes, 0.3f),
              NAIVE.informationGradient(logits, classes, 0.3f),
              host(dlogits));
        }
      }
    }
    rule.check();
  }

  @ParameterizedTest
  @EnumSource
  void decorrelationAccuracy(HardInputs inputs) {
    AccuracyRule rule = new AccuracyRule();
    for (int[] shape : new int[][] {{128, 39, 39}, {40, 3, 17}, {600, 16, 2}}) {
      for (int draw = 0; draw < 4; draw++) {
        int dimA = shape[1];
        int dimB = shape[2];
        double[] a = inputs.rows(random, shape[0], dimA);
        double[] b = inputs.rows(random, shape[0], dimB);
        Tensor loss = zeros(1);
        Tensor da = zeros(a.length);
        Tensor db = zeros(b.length);
        new Decorrelation(stream, new Decorrelation.Shape(1, shape[0], dimA, dimB))
            .input(floats(a), 0, floats(b), 0)
            .output(loss)
            .gradients(da, db, floats(30))
            .allocate()
            .run();
        String what = Arrays.toString(shape) + " ";
        rule.draw(
            "loss",
            new double[] {TRUTH.decorrelation(a, b, dimA, dimB)},
            new double[] {NAIVE.decorrelation(a, b, dimA, dimB)},
            host(loss));
        rule.draw(
            what + "da",
            TRUTH.decorrelationGradient(a, b, dimA, dimB, 30),
            NAIVE.decorrelationGradient(a, b, dimA, dimB, 30),
            host(da));
        rule.draw(
            what + "db",
            TRUTH.decorrelationGradient(b, a, dimB, dimA, 30),
            NAIVE.decorrelationGradient(b, a, dimB, dimA, 30),
            host(db));
      }
    }
    rule.check();
  }

  @Test
  void bitsDoNotDependOnThreads() {
    assertArrayEquals(withThreads(1), withThreads(3));
  }

  private float[] withThreads(int threads) {
    try (KernelContext other = setup.open(threads)) {
      Stream own = other.stream();
      int rows = 131;
      float[] values = new float[3 * rows * 70];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (Math.sin(i) + i % 11);
      }
      Tensor x = Tensor.of(own, values, values.length);
      Tensor out = Tensor.floats(other, 3 + values.length);
      Tensor gradient = out.view(3, values.length);
      new Decorrelation(own, new Decorrelation.Shape(3, rows, 70, 39))
          .input(x, rows * 70, x, rows * 39)
          .output(out.view(0, 3))
          .gradients(gradient, null, null)
          .allocate()
          .run();
      new Information(own, new Information.Shape(3, rows, 5))
          .input(x, rows * 70)
          .output(out.view(0, 3))
          .gradients(gradient, null)
          .run();
      return out.toFloats(own);
    }
  }
}
