package org.emodna.training;

import java.util.Arrays;
import org.emodna.kernels.CrossEntropy;
import org.emodna.kernels.Linear;
import org.emodna.kernels.Tensor;

/**
 * Cross-entropy of confident target rows with their own pseudo-labels. Runs after the thresholds.
 */
final class PseudoLabelTerm implements LossTerm {
  private final CrossEntropy crossEntropy;
  private final Linear classifier;

  /** Labels [R, rows] for this term, of which {@link PseudoLabels} writes the target's rows. */
  static Tensor labels(StepTensors step) {
    int[] none = new int[step.groups * step.rows];
    Arrays.fill(none, -1);
    return Tensor.of(step.stream, none, step.groups, step.rows);
  }

  /**
   * @param labels -1 for source rows, which have their own term
   */
  PseudoLabelTerm(StepTensors step, Tensor labels) {
    Tensor dlogits = Tensor.floats(step.context, step.groups, step.rows, step.classes);
    crossEntropy =
        new CrossEntropy(
                step.stream, new CrossEntropy.Shape(step.groups, step.rows, step.classes, 0))
            .input(step.logits, labels, step.rows)
            .output(null, step.value("pseudo-label"))
            .gradients(dlogits, step.rampedWeight(step.config.loss().baseline()));
    classifier =
        new Linear(
                step.stream,
                new Linear.Shape(step.groups, step.rows, step.dim, step.classes, false))
            .input(step.rowsOf(step.z, 0), step.zStride)
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
    crossEntropy.run();
    classifier.backward();
  }
}
