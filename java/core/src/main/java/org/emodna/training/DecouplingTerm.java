package org.emodna.training;

import org.emodna.kernels.Contrastive;
import org.emodna.kernels.RowSpace;
import org.emodna.kernels.Tensor;

/**
 * L_dec: pulls projected emotion features of one class together, and pushes them off the projected
 * corpus features. One projection head serves both encoders, so their outputs go through it as 2
 * rows x dim.
 */
final class DecouplingTerm implements LossTerm {
  private final DenseLayer hidden;
  private final DenseLayer output;
  private final RowSpace normalise;
  private final Contrastive contrastive;

  DecouplingTerm(StepTensors step) {
    int both = 2 * step.rows;
    int width = step.config.projection().hidden();
    int size = step.config.projection().size();
    hidden = new DenseLayer(step, "projection.l1", step.z, step.dz, both, step.dim, width, true);
    output = new DenseLayer(step, "projection.l2", hidden.y, hidden.dy, both, width, size, false);
    Tensor unit = Tensor.floats(step.context, both, size);
    Tensor dunit = step.zeroedEachStep(both, size);
    normalise =
        new RowSpace(step.stream, new RowSpace.Shape(1, both, size, RowSpace.Space.L2))
            .input(output.y, 0)
            .output(unit)
            .gradients(dunit, output.dy);
    long half = (long) step.rows * size;
    contrastive =
        new Contrastive(
                step.stream,
                new Contrastive.Shape(
                    1, step.rows, step.rows, size, step.config.loss().temperature()))
            .input(
                unit.view(0, step.rows, size),
                0,
                unit.view(half, step.rows, size),
                0,
                step.labels,
                0)
            .output(step.value("decoupling"), step.value("skipped"))
            .gradients(
                dunit.view(0, step.rows, size),
                dunit.view(half, step.rows, size),
                step.rampedWeight(step.config.loss().decoupling()))
            .allocate();
  }

  @Override
  public void run() {
    hidden.forward();
    output.forward();
    normalise.forward();
    contrastive.run();
    normalise.backward();
    output.backward();
    hidden.backward();
  }
}
