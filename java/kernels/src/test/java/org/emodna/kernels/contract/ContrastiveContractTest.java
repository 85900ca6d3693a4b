package org.emodna.kernels.contract;

import static org.emodna.kernels.contract.Comparison.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.emodna.kernels.Contrastive;
import org.emodna.kernels.InvalidArgumentException;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContrastiveContractTest extends KernelContract {
  /** The formula over all pairs; what it skipped is left in {@code skipped}. */
  private static double value(
      double[] u, double[] v, int[] labels, int dim, double temperature, int[] skipped) {
    double total = 0;
    int counting = 0;
    skipped[0] = 0;
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0) {
        continue;
      }
      double sum = 0;
      double positiveSum = 0;
      int positives = 0;
      for (int a = 0; a < labels.length; a++) {
        if (a == i || labels[a] < 0) {
          continue;
        }
        double s = dot(u, i, u, a, dim) / temperature;
        sum += Math.exp(s);
        if (labels[a] == labels[i]) {
          positiveSum += s;
          positives++;
        }
      }
      if (positives == 0) {
        skipped[0]++;
        continue;
      }
      for (int j = 0; j < v.length / dim; j++) {
        sum += Math.exp(dot(u, i, v, j, dim) / temperature);
      }
      total += Math.log(sum) - positiveSum / positives;
      counting++;
    }
    return counting > 0 ? total / counting : 0;
  }

  private static double dot(double[] a, int i, double[] b, int j, int dim) {
    double sum = 0;
    for (int d = 0; d < dim; d++) {
      sum += a[i * dim + d] * b[j * dim + d];
    }
    return sum;
  }

  private double[] unitRows(int rows, int dim) {
    double[] x = normal(rows * dim, 1);
    for (int r = 0; r < rows; r++) {
      double norm = Math.sqrt(dot(x, r, x, r, dim));
      for (int i = 0; i < dim; i++) {
        x[r * dim + i] = (float) (x[r * dim + i] / norm);
      }
    }
    return x;
  }

  /** One call on a stream, and what it gave. */
  private static final class Call {
    final float[] loss;
    final float[] skipped;
    final float[] du;
    final float[] dv;

    Call(Stream stream, double[] u, double[] v, int[] labels, int dim, float temperature) {
      Tensor loss = Tensor.floats(stream.context(), 1);
      Tensor skipped = Tensor.floats(stream.context(), 1);
      Tensor du = Tensor.floats(stream.context(), u.length);
      Tensor dv = Tensor.floats(stream.context(), v.length);
      Contrastive.Shape shape =
          new Contrastive.Shape(1, labels.length, v.length / dim, dim, temperature);
      new Contrastive(stream, shape)
          .input(
              tensor(stream, u),
              0,
              tensor(stream, v),
              0,
              Tensor.of(stream, labels, labels.length),
              0)
          .output(loss, skipped)
          .gradients(du, dv, Tensor.of(stream, new float[] {0.5f}, 1))
          .allocate()
          .run();
      this.loss = loss.toFloats(stream);
      this.skipped = skipped.toFloats(stream);
      this.du = du.toFloats(stream);
      this.dv = dv.toFloats(stream);
    }

    private static Tensor tensor(Stream stream, double[] values) {
      float[] narrow = new float[values.length];
      for (int i = 0; i < values.length; i++) {
        narrow[i] = (float) values[i];
      }
      return Tensor.of(stream, narrow, narrow.length);
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1,1,0.07", "2,0,3,0.5", "13,7,5,0.07", "31,17,19,0.2", "67,5,3,0.1"})
  void valuesAndGradients(int anchors, int keys, int dim, float temperature) {
    double[] u = unitRows(anchors, dim);
    double[] v = unitRows(keys, dim);
    int[] labels = labels(anchors, -1, 3);
    Call call = new Call(stream, u, v, labels, dim, temperature);
    int[] skipped = new int[1];
    double expected = value(u, v, labels, dim, temperature, skipped);
    assertClose("loss", new double[] {expected}, call.loss);
    assertEquals(skipped[0], call.skipped[0]);
    java.util.function.DoubleSupplier half =
        () -> 0.5 * value(u, v, labels, dim, temperature, skipped);
    assertClose("du", differences(u, half), call.du, 1e-7);
    assertClose("dv", differences(v, half), call.dv, 1e-7);
  }

  /** Larger than several tiles: the gradient along random directions. */
  @Test
  void gradientOfManyRows() {
    int dim = 37;
    double[] u = unitRows(203, dim);
    double[] v = unitRows(131, dim);
    int[] labels = labels(203, -1, 6);
    Call call = new Call(stream, u, v, labels, dim, 0.1f);
    int[] skipped = new int[1];
    assertClose("loss", new double[] {value(u, v, labels, dim, 0.1f, skipped)}, call.loss);
    double[] direction = normal(u.length, 1);
    double[] at = {0};
    double[] moved = new double[u.length];
    double slope =
        differences(
            at,
            () -> {
              for (int i = 0; i < u.length; i++) {
                moved[i] = u[i] + at[0] * direction[i];
              }
              return 0.5 * value(moved, v, labels, dim, 0.1f, skipped);
            })[0];
    double expected = 0;
    for (int i = 0; i < u.length; i++) {
      expected += call.du[i] * direction[i];
    }
    assertEquals(slope, expected, 1e-4 * Math.abs(slope) + 1e-6);
  }

  @Test
  void sameBitsForAnyNumberOfThreads() {
    int dim = 19;
    double[] u = unitRows(150, dim);
    double[] v = unitRows(131, dim);
    int[] labels = labels(150, -1, 4);
    Call two = new Call(stream, u, v, labels, dim, 0.07f);
    for (int threads : new int[] {1, 3}) {
      try (KernelContext other = setup.open(threads)) {
        Call again = new Call(other.stream(), u, v, labels, dim, 0.07f);
        assertArrayEquals(two.loss, again.loss);
        assertArrayEquals(two.du, again.du);
        assertArrayEquals(two.dv, again.dv);
      }
    }
  }

  @Test
  void withoutPositivesThereIsNoLossAndNoGradient() {
    double[] u = unitRows(5, 4);
    double[] v = unitRows(3, 4);
    for (int[] labels : new int[][] {{0, 1, 2, 3, 4}, {-1, -1, -1, -1, -1}, {-1, 7, -1, -1, -1}}) {
      Call call = new Call(stream, u, v, labels, 4, 0.07f);
      assertEquals(0, call.loss[0]);
      assertArrayEquals(new float[20], call.du);
      assertArrayEquals(new float[12], call.dv);
      assertEquals(java.util.Arrays.stream(labels).filter(y -> y >= 0).count(), call.skipped[0]);
    }
  }

  @Test
  void wrongUseNamesTheArgument() {
    Contrastive cold = new Contrastive(stream, new Contrastive.Shape(1, 2, 2, 2, 0));
    cold.input(zeros(4), 0, zeros(4), 0, ints(0, 0), 0).output(zeros(1), null).allocate();
    InvalidArgumentException e = assertThrows(InvalidArgumentException.class, cold::run);
    assertTrue(e.getMessage().contains("temperature"), e.getMessage());
  }
}
