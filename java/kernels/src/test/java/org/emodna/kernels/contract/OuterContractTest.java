package org.emodna.kernels.contract;

import static org.emodna.kernels.contract.Comparison.assertClose;

import java.util.Arrays;
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
    HeadReference reference = new HeadReference(Arithmetic.FLOAT64);
    double[] gradient = reference.outerGradient(p, dy, dim, classes);
    Arrays.setAll(gradient, i -> gradient[i] + z[i]);
    assertClose("y", reference.outer(z, p, dim, classes), host(y));
    assertClose("dz", gradient, host(dz));
  }
}
