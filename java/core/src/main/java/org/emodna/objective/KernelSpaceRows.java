package org.emodna.objective;

import java.util.ArrayList;
import java.util.List;
import org.emodna.kernels.Alignment;
import org.emodna.kernels.RowSpace;
import org.emodna.kernels.Tensor;

/** z^e of a step in a kernel space, with the distances between source and target taken there. */
final class KernelSpaceRows {
  private final Step step;
  private final RowSpace space;
  private final Tensor rows;
  private final Tensor gradients;
  private final int width;
  private final List<Alignment> distances = new ArrayList<>();

  KernelSpaceRows(Step step, RowSpace.Space kind) {
    this.step = step;
    width = step.width(Roles.EMOTION);
    rows = step.floats(step.replicas(), step.rows(), width);
    gradients = step.zeroedEachStep(step.replicas(), step.rows(), width);
    Rows z = step.output(Roles.EMOTION);
    space =
        new RowSpace(step.stream(), new RowSpace.Shape(step.replicas(), step.rows(), width, kind))
            .input(z.values(), z.stride())
            .output(rows)
            .gradients(gradients, z.gradients());
  }

  /**
   * Adds a distance.
   *
   * @param name under which it is logged
   * @param weight at the ramp's end
   */
  KernelSpaceRows distance(Alignment.Kind kind, String name, float weight) {
    Alignment distance = bound(kind, kind == Alignment.Kind.CLASS ? classes() : 1, name, weight);
    if (kind == Alignment.Kind.CLASS) {
      Tensor labels = step.batchLabels();
      distance.labels(step.source(labels, 1), step.target(labels, 1), step.rows());
    }
    distances.add(distance.allocate());
    return this;
  }

  /** Adds the local distance, which weighs each row by how much it belongs to a class. */
  KernelSpaceRows localDistance(String name, float weight) {
    distances.add(
        bound(Alignment.Kind.LOCAL, classes(), name, weight)
            .rowWeights(
                step.sourceOneHot(),
                step.target(step.probabilities(), classes()),
                (long) step.rows() * classes())
            .allocate());
    return this;
  }

  private int classes() {
    return step.labels().size();
  }

  private Alignment bound(Alignment.Kind kind, int classes, String name, float weight) {
    long stride = (long) step.rows() * width;
    return new Alignment(
            step.stream(),
            Alignment.Shape.of(kind, step.replicas(), width)
                .withRows(step.sourceRows(), step.targetRows())
                .withClasses(classes))
        .input(step.source(rows, width), stride, step.target(rows, width), stride)
        .output(step.value(name), null)
        .gradients(
            step.source(gradients, width),
            step.target(gradients, width),
            step.rampedWeight(weight));
  }

  /** What goes wrong where the space is raw. */
  static String collapse(String setting) {
    return "The alignment loss shrinks raw features to a point: set "
        + setting
        + " to l2 or standardised.";
  }

  void run() {
    space.forward();
    distances.forEach(Alignment::run);
    space.backward();
  }
}
