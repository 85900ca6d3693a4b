package org.emodna.kernels.contract;

import static org.emodna.kernels.contract.Comparison.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.emodna.kernels.RowSpace;
import org.emodna.kernels.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RowSpaceContractTest extends KernelContract {
  private static final HeadReference REFERENCE = new HeadReference(Arithmetic.FLOAT64);

  @ParameterizedTest
  @EnumSource
  void valuesAndGradients(RowSpace.Space space) {
    for (int[] shape : new int[][] {{2, 1}, {3, 5}, {71, 19}}) {
      int rows = shape[0];
      int dim = shape[1];
      double[] x = normal(rows * dim, 2);
      double[] dy = normal(rows * dim, 1);
      Tensor y = zeros(rows * dim);
      Tensor dx = zeros(rows * dim);
      RowSpace operation = new RowSpace(stream, new RowSpace.Shape(1, rows, dim, space));
      operation.input(floats(x), 0).output(y).gradients(floats(dy), dx);
      operation.forward();
      operation.backward();
      assertClose("y", REFERENCE.rowSpace(x, rows, dim, space), host(y));
      double[] expected =
          differences(x, () -> product(REFERENCE.rowSpace(x, rows, dim, space), dy));
      assertClose("dx", expected, host(dx), 1e-6);
    }
  }

  /** A row of zeros and a constant dimension have no direction; they stay zeros instead of NaN. */
  @ParameterizedTest
  @EnumSource
  void zerosStayZeros(RowSpace.Space space) {
    Tensor y = floats(1, 1, 1, 1, 1, 1);
    Tensor dx = zeros(6);
    RowSpace operation = new RowSpace(stream, new RowSpace.Shape(1, 2, 3, space));
    operation.input(zeros(6), 0).output(y).gradients(zeros(6), dx);
    operation.forward();
    operation.backward();
    assertArrayEquals(new float[6], host(y));
    assertArrayEquals(new float[6], host(dx));
  }
}
