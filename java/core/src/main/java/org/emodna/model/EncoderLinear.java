package org.emodna.model;

import java.util.List;
import org.emodna.kernels.Linear;
import org.emodna.kernels.Tensor;

/**
 * A linear layer of an encoder, for all roles that it serves together. Weights [outputs, inputs]
 * and biases [outputs] begin uniform in ±1/√inputs.
 *
 * @param name behind the role's, such as "l1"
 */
record EncoderLinear(String name, int inputs, int outputs) {
  /** Declares the weights of all roles in one block, then the biases. */
  void declare(EncoderDeclaration d) {
    Start start = Start.uniform(1 / Math.sqrt(inputs));
    d.block(
        block(".weight", d.roles()),
        () -> d.roles().forEach(role -> d.parameter(of(role, ".weight"), start, outputs, inputs)));
    d.block(
        block(".bias", d.roles()),
        () -> d.roles().forEach(role -> d.parameter(of(role, ".bias"), start, outputs)));
  }

  private String of(String role, String what) {
    return role + "." + name + what;
  }

  private String block(String what, List<String> roles) {
    return of("(" + String.join(",", roles) + ")", what);
  }

  /**
   * Binds the layer to a step of G = R roles groups.
   *
   * @param x [G, rows, inputs]
   * @param dx its gradient, added to; null = not wanted, as in recognition
   * @param y [G, rows, outputs]
   * @param dy its gradient; null in recognition
   */
  Linear bind(EncoderStep step, Tensor x, Tensor dx, Tensor y, Tensor dy) {
    String weight = block(".weight", step.roles());
    String bias = block(".bias", step.roles());
    Linear linear =
        step.own(
            new Linear(
                step.stream(),
                Linear.Shape.of(
                    step.replicas() * step.roles().size(), step.rows(), inputs, outputs)));
    linear
        .input(x, (long) step.rows() * inputs)
        .weights(step.parameter(weight), step.parameter(bias))
        .output(y);
    if (step.training()) {
      linear.gradients(dy, dx, step.gradient(weight), step.gradient(bias));
    }
    return linear;
  }
}
