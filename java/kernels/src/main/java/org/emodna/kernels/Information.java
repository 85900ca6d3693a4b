package org.emodna.kernels;

import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_information_args;

/**
 * Information maximisation: mean entropy of the predictions less the entropy of their mean ({@code
 * emodna/losses.h}).
 */
public final class Information extends Operation {
  /** The sizes of one call: G groups of so many rows of K classes. */
  public record Shape(int groups, int rows, int classes) {}

  private final emodna_information_args args;
  private final Shape shape;

  /** A call of these sizes, whose tensors are bound next. */
  public Information(Stream stream, Shape shape) {
    this(stream, shape, new emodna_information_args());
  }

  private Information(Stream stream, Shape shape, emodna_information_args args) {
    super(stream, args);
    this.args = args;
    this.shape = shape;
    args.groups(shape.groups).rows(shape.rows).classes(shape.classes);
  }

  /** logits [G: stride][rows, K]. */
  public Information input(Tensor logits, long stride) {
    requireUnbound(stride != args.logit_stride(), "input", "dlogits");
    args.logit_stride(stride).logits(floats("logits", logits, cells()));
    return this;
  }

  /** lengths [G: stride][rows]: a row of length 0 is padding. Without them no row is. */
  public Information lengths(Tensor lengths, long stride) {
    args.length_stride(stride);
    args.lengths(ints("lengths", lengths, span(shape.groups, stride, shape.rows)));
    return this;
  }

  /** loss [G], unweighted. */
  public Information output(Tensor loss) {
    args.loss(floats("loss", loss, shape.groups));
    return this;
  }

  /** dlogits as the logits, added to, or null; weight [1] or null = 1. */
  public Information gradients(Tensor dlogits, Tensor weight) {
    args.dlogits(floats("dlogits", dlogits, cells())).weight(floats("weight", weight, 1));
    return this;
  }

  private long cells() {
    return span(shape.groups, args.logit_stride(), (long) shape.rows * shape.classes);
  }

  /** Queues the computation. */
  public void run() {
    run(() -> Native.emodna_information(stream().handle(), args));
  }
}
