package org.emodna.training;

import java.util.Arrays;
import org.emodna.kernels.CrossEntropy;
import org.emodna.kernels.Linear;
import org.emodna.kernels.Tensor;

/**
 * Cross-entropy of confident target rows with their own pseudo-labels. Runs after the thresholds.
 */
final class PseudoLabelTerm implements LossTerm {
  private final StepTensors step;
  private final Tensor targetLabels;
  private final Linear classifier;
  private final CrossEntropy crossEntropy;

  PseudoLabelTerm(StepTensors step) {
    this.step = step;
    int[] none = new int[step.rows];
    Arrays.fill(none, -1);
    targetLabels = Tensor.of(step.stream, none, step.rows);
    Tensor dlogits = Tensor.floats(step.context, step.rows, step.classes);
    crossEntropy =
        new CrossEntropy(step.stream, new CrossEntropy.Shape(1, step.rows, step.classes, 0))
            .input(step.logits, targetLabels, 0)
            .output(null, step.value("pseudo-label"))
            .gradients(dlogits, step.rampedWeight(step.config.loss().baseline()));
    classifier =
        new Linear(step.stream, new Linear.Shape(1, step.rows, step.dim, step.classes, false))
            .input(step.rowsOf(step.z, 0), 0)
            .weights(
                step.parameter("emotion_classifier.weight"),
                step.parameter("emotion_classifier.bias"))
            .output(step.logits)
            .gradients(
                dlogits,
                step.rowsOf(step.dz, 0),
                step.gradient("emotion_classifier.weight"),
                step.gradient("emotion_classifier.bias"));
  }

  @Override
  public void run() {
    step.stream.copy(step.target(targetLabels, 1), step.target(step.labels, 1));
    crossEntropy.run();
    classifier.backward();
  }
}
