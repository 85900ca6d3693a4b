package org.emodna.kernels.contract;

import static org.emodna.kernels.contract.Comparison.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.emodna.kernels.Gather;
import org.emodna.kernels.Linear;
import org.emodna.kernels.RowSpace;
import org.emodna.kernels.Tensor;
import org.emodna.kernels.TimNet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Features of the greatest width on their way through the operations; pooling has them in {@link
 * PoolingContractTest}, the encoder in {@link EncoderContractTest}.
 */
class WideContractTest extends KernelContract {
  private static final int WIDTH = TimNet.MOST_FEATURES;
  private static final HeadReference REFERENCE = new HeadReference(Arithmetic.FLOAT64);

  @Test
  void theGreatestWidthIsThatOfTheDocumentation() {
    assertEquals(4096, WIDTH);
  }

  @Test
  void gather() {
    int frames = 3;
    int size = frames * WIDTH;
    double[] data = normal(3 * size, 1);
    Tensor x = floats(normal(2 * size, 1));
    new Gather(stream, Gather.Shape.of(1, 2, frames, WIDTH).withUtterances(3))
        .plan(ints(2, 0), Tensor.of(stream, new long[] {0}, 1))
        .from(floats(data), ints(3, 0, 2))
        .to(x, 0, null, null, null, 0)
        .run();
    double[] expected = new double[2 * size];
    System.arraycopy(data, 2 * size, expected, 0, 2 * WIDTH);
    System.arraycopy(data, 0, expected, size, size);
    assertArrayEquals(host(floats(expected)), host(x));
  }

  /** From frames, and from their mean and deviation together. */
  @ParameterizedTest
  @CsvSource({"4096, 3", "8192, 5", "3, 4096"})
  void linear(int inputs, int outputs) {
    int rows = 3;
    double[] x = normal(rows * inputs, 1);
    double[] w = normal(outputs * inputs, 1);
    double[] b = normal(outputs, 1);
    double[] dy = normal(rows * outputs, 1);
    Tensor y = zeros(rows * outputs);
    Tensor dx = zeros(x.length);
    Tensor dw = zeros(w.length);
    Tensor db = zeros(b.length);
    Linear linear = new Linear(stream, Linear.Shape.of(1, rows, inputs, outputs));
    linear.input(floats(x), 0).weights(floats(w), floats(b)).output(y);
    linear.gradients(floats(dy), dx, dw, db);
    linear.forward();
    linear.backward();
    double[][] expected = REFERENCE.linearGradients(x, w, dy, rows, outputs);
    assertClose("y", REFERENCE.linear(x, w, b, rows, false), host(y));
    assertClose("dx", expected[0], host(dx));
    assertClose("dweight", expected[1], host(dw));
    assertClose("dbias", expected[2], host(db));
  }

  @ParameterizedTest
  @EnumSource
  void rowSpace(RowSpace.Space space) {
    int rows = 3;
    double[] x = normal(rows * WIDTH, 2);
    double[] dy = normal(rows * WIDTH, 1);
    if (space == RowSpace.Space.STANDARDISED) {
      // Three draws may lie close together, and their deviation is divided by.
      Arrays.setAll(x, i -> (float) (x[i] / 4 + 8 * (i / WIDTH)));
    }
    Tensor y = zeros(rows * WIDTH);
    Tensor dx = zeros(rows * WIDTH);
    RowSpace operation = new RowSpace(stream, new RowSpace.Shape(1, rows, WIDTH, space));
    operation.input(floats(x), 0).output(y).gradients(floats(dy), dx);
    operation.forward();
    operation.backward();
    assertClose("y", REFERENCE.rowSpace(x, rows, WIDTH, space), host(y));
    assertClose("dx", REFERENCE.rowSpaceGradient(x, dy, rows, WIDTH, space), host(dx));
  }
}
