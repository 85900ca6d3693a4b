package org.emodna.training;

import org.emodna.kernels.CrossEntropy;
import org.emodna.kernels.Linear;
import org.emodna.kernels.Tensor;

/**
 * L_ce: the emotion classifier on z^e, cross-entropy on the source; gives everybody's
 * probabilities.
 */
final class EmotionTerm implements LossTerm {
  private final Linear classifier;
  private final CrossEntropy crossEntropy;

  EmotionTerm(StepTensors step) {
    Tensor dlogits = Tensor.floats(step.context, step.groups, step.rows, step.classes);
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
    float smoothing = step.config.loss().labelSmoothing();
    crossEntropy =
        new CrossEntropy(
                step.stream,
                new CrossEntropy.Shape(step.groups, step.rows, step.classes, smoothing))
            .input(step.logits, step.labels, step.rows)
            .output(step.probabilities, step.value("emotion"))
            .gradients(dlogits, null);
  }

  @Override
  public void run() {
    classifier.forward();
    crossEntropy.run();
    classifier.backward();
  }
}
