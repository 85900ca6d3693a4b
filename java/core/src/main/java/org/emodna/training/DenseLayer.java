package org.emodna.training;

import org.emodna.kernels.Linear;
import org.emodna.kernels.Tensor;

/** A linear layer of each replica over given rows, with its output and the gradient of that. */
final class DenseLayer {
  final Linear operation;

  /** [R, rows, outputs]. */
  final Tensor y;

  /** [R, rows, outputs]; zero as a step begins. */
  final Tensor dy;

  /**
   * @param name of the weights
   * @param x [R: stride][rows, inputs]
   * @param dx as x, added to
   * @param stride elements from one replica's x to the next one's
   */
  DenseLayer(
      StepTensors step,
      String name,
      Tensor x,
      Tensor dx,
      long stride,
      int rows,
      int inputs,
      int outputs,
      boolean relu) {
    y = Tensor.floats(step.context, step.groups, rows, outputs);
    dy = step.zeroedEachStep(step.groups, rows, outputs);
    operation =
        new Linear(step.stream, new Linear.Shape(step.groups, rows, inputs, outputs, relu))
            .input(x, stride)
            .weights(step.parameter(name + ".weight"), step.parameter(name + ".bias"))
            .output(y)
            .gradients(dy, dx, step.gradient(name + ".weight"), step.gradient(name + ".bias"));
  }

  void forward() {
    operation.forward();
  }

  void backward() {
    operation.backward();
  }
}
