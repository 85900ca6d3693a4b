package org.emodna.training;

import java.util.stream.IntStream;
import org.emodna.kernels.Alignment;
import org.emodna.kernels.Gather;
import org.emodna.kernels.RowSpace;
import org.emodna.kernels.Tensor;

/** DSAN's LMMD: classes are aligned with soft target labels instead of a selection. */
final class LocalAlignmentTerm implements LossTerm {
  private final Gather oneHot;
  private final RowSpace space;
  private final Alignment distance;

  /**
   * @param sourcePlan utterance numbers [R, steps, sourceRows] of the epoch
   */
  LocalAlignmentTerm(StepTensors step, Tensor sourcePlan, long steps, SourceLabels labels) {
    int classes = step.classes;
    int count = labels.count();
    int all = step.groups * count;
    float[] hot = new float[all * classes];
    for (int i = 0; i < all; i++) {
      if (labels.values()[i] >= 0) {
        hot[i * classes + labels.values()[i]] = 1;
      }
    }
    int[] begins = IntStream.range(0, step.groups).map(r -> r * count).toArray();
    int[] sizes = IntStream.range(0, step.groups).map(r -> count).toArray();
    // Strided as the probabilities are: both corpora's weights share one stride.
    long weightStride = (long) step.rows * classes;
    Tensor sourceWeights = Tensor.floats(step.context, step.groups, step.rows, classes);
    oneHot =
        new Gather(
                step.stream, new Gather.Shape(step.groups, step.sourceRows, 1, classes, all, steps))
            .plan(sourcePlan, step.state.step)
            .from(Tensor.of(step.stream, hot, all, classes), null)
            .sets(
                Tensor.of(step.stream, begins, step.groups),
                Tensor.of(step.stream, sizes, step.groups))
            .to(sourceWeights, weightStride, null, null, null, 0);
    RowSpace.Space kind = RowSpace.Space.valueOf(step.config.loss().kernelSpace().name());
    Tensor rows = Tensor.floats(step.context, step.groups, step.rows, step.dim);
    Tensor drows = step.zeroedEachStep(step.groups, step.rows, step.dim);
    long stride = (long) step.rows * step.dim;
    space =
        new RowSpace(step.stream, new RowSpace.Shape(step.groups, step.rows, step.dim, kind))
            .input(step.rowsOf(step.z, 0), step.zStride)
            .output(rows)
            .gradients(drows, step.rowsOf(step.dz, 0));
    distance =
        new Alignment(
                step.stream,
                new Alignment.Shape(
                    Alignment.Kind.LOCAL,
                    step.groups,
                    step.sourceRows,
                    step.targetRows,
                    step.dim,
                    classes))
            .input(step.source(rows, step.dim), stride, step.target(rows, step.dim), stride)
            .rowWeights(sourceWeights, step.target(step.probabilities, classes), weightStride)
            .output(step.value("alignment"), null)
            .gradients(
                step.source(drows, step.dim),
                step.target(drows, step.dim),
                step.rampedWeight(step.config.loss().baseline()))
            .allocate();
  }

  @Override
  public void run() {
    oneHot.run();
    space.forward();
    distance.run();
    space.backward();
  }
}
