package org.emodna.training;

import org.emodna.config.Method;
import org.emodna.kernels.CrossEntropy;
import org.emodna.kernels.Outer;
import org.emodna.kernels.Tensor;

/** DANN and CDAN: a discriminator learns to tell the corpora apart, the encoder to prevent it. */
final class AdversarialTerm implements LossTerm {
  private final Outer outer;
  private final DenseLayer hidden;
  private final DenseLayer output;
  private final CrossEntropy crossEntropy;

  AdversarialTerm(StepTensors step) {
    boolean conditional = step.config.method() == Method.CDAN;
    int inputs = conditional ? step.dim * step.classes : step.dim;
    int width = step.config.projection().hidden();
    Tensor z = step.rowsOf(step.z, 0);
    Tensor dz = step.rowsOf(step.dz, 0);
    Tensor x = conditional ? Tensor.floats(step.context, step.groups, step.rows, inputs) : z;
    Tensor dx = conditional ? step.zeroedEachStep(step.groups, step.rows, inputs) : dz;
    long stride = conditional ? (long) step.rows * inputs : step.zStride;
    outer =
        conditional
            ? new Outer(
                    step.stream, new Outer.Shape(step.groups, step.rows, step.dim, step.classes))
                .input(z, step.zStride, step.probabilities)
                .output(x)
                .gradients(dx, dz)
            : null;
    hidden =
        new DenseLayer(step, "discriminator.l1", x, dx, stride, step.rows, inputs, width, true);
    hidden.operation.scaleGradient(step.rampedWeight(-step.config.loss().baseline()));
    output =
        new DenseLayer(
            step,
            "discriminator.l2",
            hidden.y,
            hidden.dy,
            (long) step.rows * width,
            step.rows,
            width,
            2,
            false);
    crossEntropy =
        new CrossEntropy(step.stream, new CrossEntropy.Shape(step.groups, step.rows, 2, 0))
            .input(output.y, CorpusTerm.corpusLabels(step), 0)
            .output(null, step.value("discriminator"))
            .gradients(output.dy, null);
  }

  @Override
  public void run() {
    if (outer != null) {
      outer.forward();
    }
    hidden.forward();
    output.forward();
    crossEntropy.run();
    output.backward();
    hidden.backward();
    if (outer != null) {
      outer.backward();
    }
  }
}
