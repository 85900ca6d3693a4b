package org.emodna.kernels;

import org.emodna.base.InvalidArgumentException;
import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_ramp_args;

/** Loss weights that rise during training: scale * a_t ({@code emodna/training.h}). */
public final class Ramp extends Operation {
  /** Most weights in one call. */
  public static final int MAX = 8;

  private final emodna_ramp_args args;

  /** weights [scale.length] on the device, from step [1]. */
  public Ramp(Stream stream, float[] scale, long totalSteps, Tensor step, Tensor weights) {
    this(stream, scale, totalSteps, step, weights, new emodna_ramp_args());
  }

  private Ramp(
      Stream stream,
      float[] scale,
      long totalSteps,
      Tensor step,
      Tensor weights,
      emodna_ramp_args args) {
    super(stream, args);
    this.args = args;
    if (scale.length > MAX) {
      throw new InvalidArgumentException(
          "Ramp: " + scale.length + " weights, but at most " + MAX + " are possible");
    }
    args.count(scale.length).total_steps(totalSteps);
    for (int i = 0; i < scale.length; i++) {
      args.scale(i, scale[i]);
    }
    args.step(longs("step", step, 1)).weights(floats("weights", weights, scale.length));
  }

  /** Queues the computation of the weights. */
  public void run() {
    run(() -> Native.emodna_ramp(stream().handle(), args));
  }
}
