package org.emodna.training;

import org.emodna.kernels.Contrastive;
import org.emodna.kernels.RowSpace;
import org.emodna.kernels.Tensor;

/**
 * L_dec: pulls projected emotion features of one class together, and pushes them off the projected
 * corpus features. One projection head serves both encoders, so a replica's outputs go through it
 * as 2 rows x dim.
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
    int groups = step.groups;
    hidden =
        new DenseLayer(
            step, "projection.l1", step.z, step.dz, step.zStride, both, step.dim, width, true);
    output =
        new DenseLayer(
            step,
            "projection.l2",
            hidden.y,
            hidden.dy,
            (long) both * width,
            both,
            width,
            size,
            false);
    Tensor unit = Tensor.floats(step.context, groups, both, size);
    Tensor dunit = step.zeroedEachStep(groups, both, size);
    long stride = (long) both * size;
    normalise =
        new RowSpace(step.stream, new RowSpace.Shape(groups, both, size, RowSpace.Space.L2))
            .input(output.y, stride)
            .output(unit)
            .gradients(dunit, output.dy);
    long half = (long) step.rows * size;
    long span = (groups - 1) * stride + half;
    contrastive =
        new Contrastive(
                step.stream,
                new Contrastive.Shape(
                    groups, step.rows, step.rows, size, step.config.loss().temperature()))
            .precision(step.config.loss().precision().kernel())
            .input(
                unit.view(0, span), stride, unit.view(half, span), stride, step.labels, step.rows)
            .output(step.value("decoupling"), step.value("skipped"))
            .gradients(
                dunit.view(0, span),
                dunit.view(half, span),
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
