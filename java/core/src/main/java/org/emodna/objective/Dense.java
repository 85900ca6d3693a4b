package org.emodna.objective;

import org.emodna.kernels.Linear;
import org.emodna.kernels.Tensor;

/** A linear layer of each replica over given rows, with its output and the gradient of that. */
public final class Dense {
  private final Linear operation;
  private final Rows output;

  /**
   * Binds a layer whose weights were declared by {@link Declaration#linear}.
   *
   * @param name of the weights
   * @param input [R: stride][rows, inputs]
   * @param shape rows, inputs and outputs
   */
  public Dense(Step step, String name, Rows input, Shape shape) {
    Tensor y = step.floats(step.replicas(), shape.rows, shape.outputs);
    Tensor dy = step.zeroedEachStep(step.replicas(), shape.rows, shape.outputs);
    output = new Rows(y, dy, (long) shape.rows * shape.outputs);
    operation =
        new Linear(
                step.stream(),
                Linear.Shape.of(step.replicas(), shape.rows, shape.inputs, shape.outputs)
                    .withRelu(shape.relu))
            .input(input.values(), input.stride())
            .weights(step.parameter(name + ".weight"), step.parameter(name + ".bias"))
            .output(y)
            .gradients(
                dy,
                input.gradients(),
                step.gradient(name + ".weight"),
                step.gradient(name + ".bias"));
  }

  /**
   * Size of a layer.
   *
   * @param relu whether a ReLU follows
   */
  public record Shape(int rows, int inputs, int outputs, boolean relu) {}

  /** Output [R, rows, outputs], with its gradient. */
  public Rows output() {
    return output;
  }

  /** What goes down to the input is multiplied by this scalar, as to reverse a gradient. */
  public Dense scaleGradient(Tensor scale) {
    operation.scaleGradient(scale);
    return this;
  }

  /** Queues the layer. */
  public void forward() {
    operation.forward();
  }

  /** Queues its backward pass. */
  public void backward() {
    operation.backward();
  }
}
