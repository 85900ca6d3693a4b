package org.emodna.training;

import java.util.Arrays;
import org.emodna.kernels.CrossEntropy;
import org.emodna.kernels.Tensor;

/** L_cc: the corpus classifier on z^c tells source from target; makes z^c corpus-specific. */
final class CorpusTerm implements LossTerm {
  private final DenseLayer classifier;
  private final CrossEntropy crossEntropy;

  CorpusTerm(StepTensors step) {
    classifier =
        new DenseLayer(
            step,
            "corpus_classifier",
            step.rowsOf(step.z, 1),
            step.rowsOf(step.dz, 1),
            step.zStride,
            step.rows,
            step.dim,
            2,
            false);
    Tensor weight = Tensor.of(step.stream, new float[] {step.config.loss().corpusClassifier()}, 1);
    crossEntropy =
        new CrossEntropy(step.stream, new CrossEntropy.Shape(step.groups, step.rows, 2, 0))
            .input(classifier.y, corpusLabels(step), 0)
            .output(null, step.value("corpus"))
            .gradients(classifier.dy, weight);
  }

  /** [rows] 0 for source rows, 1 for target rows; all replicas read the same. */
  static Tensor corpusLabels(StepTensors step) {
    int[] labels = new int[step.rows];
    Arrays.fill(labels, step.sourceRows, step.rows, 1);
    return Tensor.of(step.stream, labels, step.rows);
  }

  @Override
  public void run() {
    classifier.forward();
    crossEntropy.run();
    classifier.backward();
  }
}
