package org.emodna.kernels;

import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_sum_args;

/**
 * Adds tensors to one, in their order ({@code emodna/training.h}): what {@link Stream#branches}
 * have added to copies of it.
 */
public final class Sum extends Operation {
  private final emodna_sum_args args;

  /**
   * Adds each of the sources.
   *
   * @param from [sources, n]
   * @param to [n], added to
   */
  public Sum(Stream stream, Tensor from, Tensor to) {
    this(stream, from, to, new emodna_sum_args());
  }

  private Sum(Stream stream, Tensor from, Tensor to, emodna_sum_args args) {
    super(stream, args);
    this.args = args;
    long count = to.elements();
    int sources = count == 0 ? 0 : Math.toIntExact(from.elements() / count);
    args.count(count).sources(sources);
    args.from(floats("from", from, sources * count)).to(floats("to", to, count));
  }

  /** Queues it. */
  public void run() {
    run(() -> Native.emodna_sum(stream().handle(), args));
  }
}
