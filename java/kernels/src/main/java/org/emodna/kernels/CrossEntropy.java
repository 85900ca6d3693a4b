package org.emodna.kernels;

import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_cross_entropy_args;

/** Softmax, and cross-entropy with label smoothing ({@code emodna/heads.h}). */
public final class CrossEntropy extends Operation {
  /** The sizes of one call, and the label smoothing. */
  public record Shape(int groups, int rows, int classes, float smoothing) {}

  private final emodna_cross_entropy_args args;
  private final Shape shape;

  /** A call of these sizes, whose tensors are bound next. */
  public CrossEntropy(Stream stream, Shape shape) {
    this(stream, shape, new emodna_cross_entropy_args());
  }

  private CrossEntropy(Stream stream, Shape shape, emodna_cross_entropy_args args) {
    super(stream, args);
    this.args = args;
    this.shape = shape;
    args.groups(shape.groups).rows(shape.rows).classes(shape.classes).smoothing(shape.smoothing);
  }

  /** logits [G, rows, K]; labels [G: stride][rows], -1 = the row has no loss. */
  public CrossEntropy input(Tensor logits, Tensor labels, long labelStride) {
    args.logits(floats("logits", logits, cells()));
    args.label_stride(labelStride);
    args.labels(ints("labels", labels, span(shape.groups, labelStride, shape.rows)));
    return this;
  }

  /** probabilities [G, rows, K] or null; loss [G] or null. */
  public CrossEntropy output(Tensor probabilities, Tensor loss) {
    args.probabilities(floats("probabilities", probabilities, cells()));
    args.loss(floats("loss", loss, shape.groups));
    return this;
  }

  /** dlogits [G, rows, K], written; weight [1] or null = 1. */
  public CrossEntropy gradients(Tensor dlogits, Tensor weight) {
    args.dlogits(floats("dlogits", dlogits, cells()));
    args.weight(floats("weight", weight, 1));
    return this;
  }

  private long cells() {
    return (long) shape.groups * shape.rows * shape.classes;
  }

  /** Queues the computation. */
  public void run() {
    run(() -> Native.emodna_cross_entropy(stream().handle(), args));
  }
}
