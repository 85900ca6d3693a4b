package org.emodna.kernels.contract;

import static org.emodna.kernels.contract.Comparison.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.emodna.base.InvalidArgumentException;
import org.emodna.kernels.Linear;
import org.emodna.kernels.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinearContractTest extends KernelContract {
  private static final HeadReference REFERENCE = new HeadReference(Arithmetic.FLOAT64);

  @ParameterizedTest
  @CsvSource({"1,1,1,false", "13,7,5,true", "31,39,17,true", "29,67,2,false"})
  void valuesAndGradients(int rows, int inputs, int outputs, boolean relu) {
    double[] x = normal(rows * inputs, 1);
    double[] w = normal(outputs * inputs, 1);
    double[] b = normal(outputs, 1);
    double[] dy = normal(rows * outputs, 1);
    double reversal = -0.5;
    Tensor y = zeros(rows * outputs);
    Tensor dx = floats(x);
    Tensor dw = zeros(w.length);
    Tensor db = zeros(b.length);
    Linear linear = new Linear(stream, Linear.Shape.of(1, rows, inputs, outputs).withRelu(relu));
    linear.input(floats(x), 0).weights(floats(w), floats(b)).output(y);
    linear.gradients(floats(dy), dx, dw, db).scaleGradient(floats(reversal));
    linear.forward();
    linear.backward();
    assertClose("y", REFERENCE.linear(x, w, b, rows, relu), host(y));
    java.util.function.DoubleSupplier value =
        () -> product(REFERENCE.linear(x, w, b, rows, relu), dy);
    assertClose("dweight", differences(w, value, 1e-8), host(dw), 1e-7);
    assertClose("dbias", differences(b, value, 1e-8), host(db), 1e-7);
    // dx is added to what was there.
    double[] expected = scaled(differences(x, value, 1e-8), reversal);
    for (int i = 0; i < x.length; i++) {
      expected[i] += x[i];
    }
    assertClose("dx", expected, host(dx), 1e-7);
  }

  @Test
  void groupsAreIndependentAndTheirGapsUntouched() {
    int rows = 27;
    int inputs = 11;
    int outputs = 6;
    int stride = rows * inputs + 5;
    Tensor x = floats(normal(2 * stride, 1));
    Tensor w = floats(normal(2 * outputs * inputs, 1));
    Tensor b = floats(normal(2 * outputs, 1));
    Tensor both = zeros(2 * rows * outputs);
    new Linear(stream, Linear.Shape.of(2, rows, inputs, outputs))
        .input(x, stride)
        .weights(w, b)
        .output(both)
        .forward();
    for (int g = 0; g < 2; g++) {
      Tensor one = zeros(rows * outputs);
      new Linear(stream, Linear.Shape.of(1, rows, inputs, outputs))
          .input(x.view((long) g * stride, rows * inputs), 0)
          .weights(
              w.view((long) g * outputs * inputs, outputs * inputs), b.view(g * outputs, outputs))
          .output(one)
          .forward();
      float[] expected = host(both.view((long) g * rows * outputs, rows * outputs));
      assertArrayEquals(expected, host(one));
    }
  }

  @Test
  void wrongUseNamesTheArgument() {
    Linear missing = new Linear(stream, Linear.Shape.of(1, 2, 3, 4)).input(zeros(6), 0);
    InvalidArgumentException e = assertThrows(InvalidArgumentException.class, missing::forward);
    assertTrue(e.getMessage().contains("weight is null"), e.getMessage());
    Linear empty = new Linear(stream, Linear.Shape.of(0, 2, 3, 4));
    e = assertThrows(InvalidArgumentException.class, empty::forward);
    assertTrue(e.getMessage().contains("groups"), e.getMessage());
  }
}
