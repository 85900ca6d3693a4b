package org.emodna.objective;

import org.emodna.kernels.ElementType;
import org.emodna.kernels.Gather;
import org.emodna.kernels.Tensor;

/** The batch's labels with those of the source left out, as they are when this runs. */
final class LabelRows {
  private final Gather gather;
  private final Tensor labels;

  LabelRows(Step step) {
    int rows = step.rows();
    int replicas = step.replicas();
    int targets = step.targetRows();
    int[] none = new int[replicas * rows];
    java.util.Arrays.fill(none, -1);
    labels = Tensor.of(step.stream(), none, replicas, rows);
    int[] index = new int[replicas * targets];
    for (int i = 0; i < index.length; i++) {
      index[i] = step.sourceRows() + i % targets;
    }
    // A gather of labels alone; it wants data to go with them.
    gather =
        new Gather(
                step.stream(),
                Gather.Shape.of(replicas, targets, 1, 1).withUtterances(rows).withSteps(1))
            .plan(
                Tensor.of(step.stream(), index, replicas, targets),
                Tensor.zeros(step.stream().context(), ElementType.INT64, 1))
            .from(step.floats(rows), null)
            .labels(step.batchLabels(), rows)
            .to(step.floats(replicas, targets), targets, null, step.target(labels, 1), null, rows);
  }

  /** [R, rows], INT32: -1 for source rows, and for target rows without a pseudo-label. */
  Tensor labels() {
    return labels;
  }

  void run() {
    gather.run();
  }
}
