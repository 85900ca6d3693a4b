package org.emodna.kernels.contract;

import static org.emodna.kernels.contract.Comparison.assertClose;

import org.emodna.kernels.CrossEntropy;
import org.emodna.kernels.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrossEntropyContractTest extends KernelContract {
  private static final HeadReference REFERENCE = new HeadReference(Arithmetic.FLOAT64);

  @ParameterizedTest
  @CsvSource({"1,2,0,0", "7,5,0.1,-1", "300,3,0.3,-1", "9,4,0,-1"})
  void valuesAndGradients(int rows, int classes, float smoothing, int lowest) {
    double[] logits = normal(rows * classes, 4);
    // Of the last shape no row has a label.
    int[] labels = labels(rows, lowest, rows == 9 ? -1 : classes - 1);
    Tensor probabilities = zeros(logits.length);
    Tensor loss = zeros(1);
    Tensor dlogits = floats(logits);
    new CrossEntropy(stream, new CrossEntropy.Shape(1, rows, classes, smoothing))
        .input(floats(logits), ints(labels), 0)
        .output(probabilities, loss)
        .gradients(dlogits, floats(-3))
        .run();
    double expected = REFERENCE.crossEntropy(logits, labels, classes, smoothing);
    assertClose("loss", new double[] {expected}, host(loss));
    double[] gradient =
        differences(logits, () -> -3 * REFERENCE.crossEntropy(logits, labels, classes, smoothing));
    assertClose("dlogits", gradient, host(dlogits), 1e-8);
    assertClose("probabilities", REFERENCE.softmax(logits, classes), host(probabilities));
  }

  @Test
  void extremeLogitsDoNotOverflow() {
    Tensor probabilities = zeros(6);
    Tensor loss = zeros(1);
    new CrossEntropy(stream, new CrossEntropy.Shape(1, 2, 3, 0))
        .input(floats(1e30, -1e30, 0, 3e38, 3e38, -3e38), ints(0, 1), 0)
        .output(probabilities, loss)
        .run();
    assertClose("probabilities", new double[] {1, 0, 0, 0.5, 0.5, 0}, host(probabilities));
    assertClose("loss", new double[] {Math.log(2) / 2}, host(loss));
  }
}
