package org.emodna.kernels;

import org.emodna.base.InvalidArgumentException;
import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_ramp_args;

/** Loss weights that rise during training: scale * a_t ({@code emodna/training.h}). */
public final class Ramp extends Operation {
  /** Most weights in one call. */
  public static final int MAX = 8;

  private final emodna_ramp_args args;

  /**
   * Weights whose schedule is bound next.
   *
   * @param scale of each weight, at most {@value #MAX}
   * @param weights [scale.length], written
   */
  public Ramp(Stream stream, float[] scale, Tensor weights) {
    this(stream, scale, weights, new emodna_ramp_args());
  }

  private Ramp(Stream stream, float[] scale, Tensor weights, emodna_ramp_args args) {
    super(stream, args);
    this.args = args;
    if (scale.length > MAX) {
      throw new InvalidArgumentException(
          "Ramp: " + scale.length + " weights, but at most " + MAX + " are possible");
    }
    args.count(scale.length);
    for (int i = 0; i < scale.length; i++) {
      args.scale(i, scale[i]);
    }
    args.weights(floats("weights", weights, scale.length));
  }

  /**
   * The progress of training.
   *
   * @param totalSteps steps after which the weights have their full size
   * @param step [1] the number of the step, from 0
   */
  public Ramp schedule(long totalSteps, Tensor step) {
    args.total_steps(totalSteps).step(longs("step", step, 1));
    return this;
  }

  /** Queues the computation of the weights. */
  public void run() {
    run(() -> Native.emodna_ramp(stream().handle(), args));
  }
}
