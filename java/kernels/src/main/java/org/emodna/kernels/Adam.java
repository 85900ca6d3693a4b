package org.emodna.kernels;

import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_adam_args;

/** Adam over all parameters; sets the gradients to zero afterwards ({@code emodna/training.h}). */
public final class Adam extends Operation {
  /** Learning rate, decay rates of the two moments, and epsilon. */
  public record Settings(float learningRate, float beta1, float beta2, float epsilon) {}

  /** How the learning rate changes from step to step. */
  public enum Schedule {
    /** The whole rate at every step after the warm-up. */
    CONSTANT(Native.EMODNA_RATE_CONSTANT),
    /**
     * Half a cosine from the end of the warm-up on, from the whole rate down to its final share.
     */
    COSINE(Native.EMODNA_RATE_COSINE);

    private final int code;

    Schedule(int code) {
      this.code = code;
    }
  }

  private final emodna_adam_args args;

  /**
   * An update whose tensors are bound next.
   *
   * @param step [1] the number of the step, from 0
   */
  public Adam(Stream stream, Settings settings, Tensor step) {
    this(stream, settings, step, new emodna_adam_args());
  }

  private Adam(Stream stream, Settings settings, Tensor step, emodna_adam_args args) {
    super(stream, args);
    this.args = args;
    args.learning_rate(settings.learningRate).epsilon(settings.epsilon);
    args.beta1(settings.beta1).beta2(settings.beta2).step(longs("step", step, 1));
  }

  /** L2 regularisation: {@code decay} times the parameter is added to each gradient. */
  public Adam decay(float decay) {
    args.decay(decay);
    return this;
  }

  /**
   * The schedule of the learning rate, constant by default.
   *
   * @param totalSteps steps after which a cosine ends
   * @param finalShare of the learning rate, with which a cosine ends
   */
  public Adam schedule(Schedule schedule, long totalSteps, float finalShare) {
    args.schedule(schedule.code).total_steps(totalSteps).final_share(finalShare);
    return this;
  }

  /** Steps during which the rate rises linearly, none by default. */
  public Adam warmUp(long steps) {
    args.warm_up_steps(steps);
    return this;
  }

  /** All parameters and their gradients, of one size. */
  public Adam parameters(Tensor parameters, Tensor gradients) {
    long count = parameters.elements();
    requireUnbound(count != args.count(), "parameters", "m", "v");
    args.count(count).parameters(floats("parameters", parameters, count));
    args.gradients(floats("gradients", gradients, count));
    return this;
  }

  /** First and second moments, each of the parameters' size. Call after {@link #parameters}. */
  public Adam moments(Tensor m, Tensor v) {
    args.m(floats("m", m, args.count())).v(floats("v", v, args.count()));
    return this;
  }

  /** Queues one update. */
  public void run() {
    run(() -> Native.emodna_adam(stream().handle(), args));
  }
}
