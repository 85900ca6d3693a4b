package org.emodna.training;

import org.emodna.kernels.Linear;
import org.emodna.kernels.Tensor;

/** A linear layer of the network over given rows, with its output and the gradient of that. */
final class DenseLayer {
  final Linear operation;

  /** [rows, outputs]. */
  final Tensor y;

  /** [rows, outputs]; zero as a step begins. */
  final Tensor dy;

  /**
   * @param name of the weights
   * @param x [rows, inputs]
   * @param dx as x, added to
   */
  DenseLayer(
      StepTensors step,
      String name,
      Tensor x,
      Tensor dx,
      int rows,
      int inputs,
      int outputs,
      boolean relu) {
    y = Tensor.floats(step.context, rows, outputs);
    dy = step.zeroedEachStep(rows, outputs);
    operation =
        new Linear(step.stream, new Linear.Shape(1, rows, inputs, outputs, relu))
            .input(x, 0)
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
