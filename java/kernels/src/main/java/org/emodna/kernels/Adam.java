package org.emodna.kernels;

import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_adam_args;

/** Adam over all parameters; sets the gradients to zero afterwards ({@code emodna/training.h}). */
public final class Adam extends Operation {
  /** Learning rate, decay rates of the two moments, and epsilon. */
  public record Settings(float learningRate, float beta1, float beta2, float epsilon) {}

  private final emodna_adam_args args;

  /** All tensors have as many elements as parameters; step [1]. */
  public Adam(
      Stream stream,
      Settings settings,
      Tensor step,
      Tensor parameters,
      Tensor gradients,
      Tensor m,
      Tensor v) {
    this(stream, settings, step, parameters, gradients, m, v, new emodna_adam_args());
  }

  private Adam(
      Stream stream,
      Settings settings,
      Tensor step,
      Tensor parameters,
      Tensor gradients,
      Tensor m,
      Tensor v,
      emodna_adam_args args) {
    super(stream, args);
    this.args = args;
    long count = parameters.elements();
    args.count(count).learning_rate(settings.learningRate).epsilon(settings.epsilon);
    args.beta1(settings.beta1).beta2(settings.beta2);
    args.step(longs("step", step, 1)).parameters(floats("parameters", parameters, count));
    args.gradients(floats("gradients", gradients, count));
    args.m(floats("m", m, count)).v(floats("v", v, count));
  }

  /** Queues one update. */
  public void run() {
    run(() -> Native.emodna_adam(stream().handle(), args));
  }
}
