package org.emodna.kernels.contract;

import static org.emodna.kernels.contract.Comparison.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import org.emodna.kernels.Pooling;
import org.emodna.kernels.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PoolingContractTest extends KernelContract {
  private static final float FLOOR = 1e-5f;

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "3, 7, 16", "2, 13, 39", "5, 2, 33", "2, 3, 4096"})
  void valuesAndGradients(int rows, int frames, int dim) {
    PoolingReference reference = new PoolingReference(Arithmetic.FLOAT64, frames, dim, FLOOR);
    double[] x = normal(rows * frames * dim, 2);
    double[] dy = normal(rows * 2 * dim, 1);
    int[] lengths = labels(rows, 1, frames);
    Tensor y = zeros(rows * 2 * dim);
    Tensor dx = zeros(x.length);
    Pooling pooling = pooling(rows, frames, dim);
    // With an odd gap no row begins at an even address.
    pooling.input(from(1, x), 0, ints(lengths), 0).output(y).gradients(floats(dy), dx);
    pooling.forward();
    pooling.backward();
    assertClose("y", reference.forward(x, lengths), host(y));
    assertClose("dx", reference.backward(x, lengths, dy), host(dx), 1e-6);
    if (dim < 100) {
      double[] slopes = differences(x, () -> product(reference.forward(x, lengths), dy));
      assertClose("slopes", slopes, host(dx), 1e-6);
    }
  }

  /** A thousand wide frames, all of them valid, in two groups that lie apart. */
  @Test
  void groupsAndManyFrames() {
    int frames = 1003;
    int dim = 40;
    long stride = (long) frames * dim + 5;
    double[] x = normal((int) stride + frames * dim, 1);
    double[] dy = normal(2 * 2 * dim, 1);
    Tensor y = zeros(2 * 2 * dim);
    Tensor dx = zeros(x.length);
    Pooling pooling =
        new Pooling(stream, Pooling.Shape.of(2, 1, frames, dim).withVarianceFloor(FLOOR));
    pooling.input(floats(x), stride, null, 0).output(y).gradients(floats(dy), dx);
    pooling.forward();
    pooling.backward();
    PoolingReference reference = new PoolingReference(Arithmetic.FLOAT64, frames, dim, FLOOR);
    for (int g = 0; g < 2; g++) {
      int from = (int) (g * stride);
      double[] own = Arrays.copyOfRange(x, from, from + frames * dim);
      double[] slope = Arrays.copyOfRange(dy, g * 2 * dim, (g + 1) * 2 * dim);
      assertClose(
          "y",
          reference.forward(own, new int[] {frames}),
          Arrays.copyOfRange(host(y), g * 2 * dim, (g + 1) * 2 * dim));
      assertClose(
          "dx",
          reference.backward(own, new int[] {frames}, slope),
          Arrays.copyOfRange(host(dx), from, from + frames * dim));
    }
  }

  /** What lies behind a row's frames is never read, and its gradient stays what it was. */
  @Test
  void framesBehindALengthDoNotCount() {
    double nan = Double.NaN;
    Tensor y = floats(9, 9, 9, 9);
    Tensor dx = floats(0.5, 0.5, 0.5, 0.5, 0.5, 0.5);
    Pooling pooling = new Pooling(stream, Pooling.Shape.of(1, 2, 3, 1).withVarianceFloor(0.25f));
    pooling.input(floats(3, 3, nan, nan, nan, nan), 0, ints(2, 0), 0).output(y);
    pooling.gradients(floats(1, 1, 1, 1), dx);
    pooling.forward();
    pooling.backward();
    assertArrayEquals(new float[] {3, 0.5f, 0, 0}, host(y));
    assertArrayEquals(new float[] {1, 1, 0.5f, 0.5f, 0.5f, 0.5f}, host(dx));
  }

  @ParameterizedTest
  @EnumSource
  void accuracy(HardInputs inputs) {
    AccuracyRule rule = new AccuracyRule();
    for (int[] shape : new int[][] {{1, 7}, {196, 39}, {700, 3}}) {
      int frames = shape[0];
      int dim = shape[1];
      for (int draw = 0; draw < 4; draw++) {
        double[] x = inputs.rows(random, 2 * frames, dim);
        double[] dy = normal(2 * 2 * dim, 1);
        int[] lengths = {frames, frames};
        Tensor y = zeros(2 * 2 * dim);
        Tensor dx = zeros(x.length);
        Pooling pooling = pooling(2, frames, dim);
        pooling.input(floats(x), 0, null, 0).output(y).gradients(floats(dy), dx);
        pooling.forward();
        pooling.backward();
        PoolingReference truth = new PoolingReference(Arithmetic.FLOAT64, frames, dim, FLOOR);
        PoolingReference naive = new PoolingReference(Arithmetic.FLOAT32, frames, dim, FLOOR);
        String what = frames + " x " + dim + " ";
        rule.draw(what + "y", truth.forward(x, lengths), naive.forward(x, lengths), host(y));
        rule.draw(
            what + "dx", truth.backward(x, lengths, dy), naive.backward(x, lengths, dy), host(dx));
      }
    }
    rule.check();
  }

  private Pooling pooling(int rows, int frames, int dim) {
    return new Pooling(stream, Pooling.Shape.of(1, rows, frames, dim).withVarianceFloor(FLOOR));
  }
}
