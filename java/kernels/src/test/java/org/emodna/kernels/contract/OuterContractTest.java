package org.emodna.kernels.contract;

import static org.emodna.kernels.contract.Comparison.assertClose;

import org.emodna.kernels.Outer;
import org.emodna.kernels.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OuterContractTest extends KernelContract {
  @ParameterizedTest
  @CsvSource({"1,1,1", "67,13,3", "130,39,5"})
  void valuesAndGradients(int rows, int dim, int classes) {
    double[] z = normal(rows * dim, 1);
    double[] p = normal(rows * classes, 1);
    double[] dy = normal(rows * classes * dim, 1);
    Tensor y = zeros(dy.length);
    Tensor dz = floats(z);
    Outer outer = new Outer(stream, new Outer.Shape(1, rows, dim, classes));
    outer.input(floats(z), 0, floats(p)).output(y).gradients(floats(dy), dz);
    outer.forward();
    outer.backward();
    double[] expected = new double[dy.length];
    double[] gradient = z.clone();
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < classes; c++) {
        for (int i = 0; i < dim; i++) {
          int at = (r * classes + c) * dim + i;
          expected[at] = p[r * classes + c] * z[r * dim + i];
          gradient[r * dim + i] += p[r * classes + c] * dy[at];
        }
      }
    }
    assertClose("y", expected, host(y));
    assertClose("dz", gradient, host(dz));
  }
}
