package org.emodna.kernels;

import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_step_args;

/** Ends a step: logs its values and increments the step counter ({@code emodna/training.h}). */
public final class StepEnd extends Operation {
  private final emodna_step_args args;

  /** log [capacity, values]: row step % capacity gets the values; then step [1] is incremented. */
  public StepEnd(Stream stream, Tensor values, Tensor log, Tensor step) {
    this(stream, values, log, step, new emodna_step_args());
  }

  private StepEnd(Stream stream, Tensor values, Tensor log, Tensor step, emodna_step_args args) {
    super(stream, args);
    this.args = args;
    int count = Math.toIntExact(values.elements());
    int capacity = Math.toIntExact(log.elements() / Math.max(1, count));
    args.count(count).log_rows(capacity);
    args.values(floats("values", values, count)).log(floats("log", log, (long) capacity * count));
    args.step(longs("step", step, 1));
  }

  /** Queues it. */
  public void run() {
    run(() -> Native.emodna_step(stream().handle(), args));
  }
}
