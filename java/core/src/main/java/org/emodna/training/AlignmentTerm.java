package org.emodna.training;

import java.util.ArrayList;
import java.util.List;
import org.emodna.kernels.Alignment;
import org.emodna.kernels.RowSpace;
import org.emodna.kernels.Tensor;

/** Distances between source and target features, in one shared kernel space. */
final class AlignmentTerm implements LossTerm {
  /** One distance with its weight, and the name under which it is logged. */
  record Part(Alignment.Kind kind, float weight, String name) {}

  private final RowSpace space;
  private final List<Alignment> distances = new ArrayList<>();

  AlignmentTerm(StepTensors step, RowSpace.Space kind, List<Part> parts) {
    Tensor rows = Tensor.floats(step.context, step.groups, step.rows, step.dim);
    Tensor drows = step.zeroedEachStep(step.groups, step.rows, step.dim);
    long stride = (long) step.rows * step.dim;
    space =
        new RowSpace(step.stream, new RowSpace.Shape(step.groups, step.rows, step.dim, kind))
            .input(step.rowsOf(step.z, 0), step.zStride)
            .output(rows)
            .gradients(drows, step.rowsOf(step.dz, 0));
    for (Part part : parts) {
      Alignment distance =
          new Alignment(
                  step.stream,
                  new Alignment.Shape(
                      part.kind,
                      step.groups,
                      step.sourceRows,
                      step.targetRows,
                      step.dim,
                      part.kind == Alignment.Kind.CLASS ? step.classes : 1))
              .input(step.source(rows, step.dim), stride, step.target(rows, step.dim), stride)
              .output(step.value(part.name), null)
              .gradients(
                  step.source(drows, step.dim),
                  step.target(drows, step.dim),
                  step.rampedWeight(part.weight));
      if (part.kind == Alignment.Kind.CLASS) {
        distance.labels(step.source(step.labels, 1), step.target(step.labels, 1), step.rows);
      }
      distances.add(distance.allocate());
    }
  }

  @Override
  public void run() {
    space.forward();
    distances.forEach(Alignment::run);
    space.backward();
  }
}
