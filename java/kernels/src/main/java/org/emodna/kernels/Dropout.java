package org.emodna.kernels;

import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_dropout_args;

/** Dropout of single values of rows ({@code emodna/rows.h}). */
public final class Dropout extends Operation {
  /** First site of random numbers that is not the encoder's {@link TimNet}. */
  public static final int FIRST_SITE = Native.EMODNA_FIRST_ROW_SITE;

  /** The sizes of one call: G groups of so many rows, which belong to R batches (R divides G). */
  public record Shape(int groups, int inputs, int rows, int dim) {}

  private final emodna_dropout_args args;
  private final Shape shape;

  /** A call with rate 0, which copies; the setters change that. */
  public Dropout(Stream stream, Shape shape) {
    this(stream, shape, new emodna_dropout_args());
  }

  private Dropout(Stream stream, Shape shape, emodna_dropout_args args) {
    super(stream, args);
    this.args = args;
    this.shape = shape;
    args.groups(shape.groups).inputs(shape.inputs).rows(shape.rows).dim(shape.dim);
  }

  /**
   * How often a value is dropped; seeds [R] and step [1].
   *
   * @param rate 0 to below 1; kept values are scaled by 1 / (1 - rate)
   * @param site of the network's random numbers, from {@link #FIRST_SITE} on, its own
   */
  public Dropout rate(float rate, int site, Tensor seeds, Tensor step) {
    args.rate(rate).site(site);
    args.seeds(longs("seeds", seeds, shape.inputs)).step(longs("step", step, 1));
    return this;
  }

  /** x [G: stride][rows, dim]. */
  public Dropout input(Tensor x, long stride) {
    requireUnbound(stride != args.x_stride() || args.shared() != 0, "input", "dx");
    args.shared(0).x_stride(stride).x(floats("x", x, inputSpan()));
    return this;
  }

  /**
   * x [R: stride][rows, dim], which all groups of a batch read, each with its own draws. There is
   * no backward pass.
   */
  public Dropout sharedInput(Tensor x, long stride) {
    requireUnbound(true, "sharedInput", "dx");
    args.shared(1).x_stride(stride).x(floats("x", x, inputSpan()));
    return this;
  }

  /** y [G, rows, dim]. */
  public Dropout output(Tensor y) {
    args.y(floats("y", y, (long) shape.groups * shape.rows * shape.dim));
    return this;
  }

  /** dy as y; dx as x, added to. */
  public Dropout gradients(Tensor dy, Tensor dx) {
    args.dy(floats("dy", dy, (long) shape.groups * shape.rows * shape.dim));
    args.dx(floats("dx", dx, inputSpan()));
    return this;
  }

  private long inputSpan() {
    int count = args.shared() != 0 ? shape.inputs : shape.groups;
    return span(count, args.x_stride(), (long) shape.rows * shape.dim);
  }

  /** Queues the forward pass. */
  public void forward() {
    run(() -> Native.emodna_dropout_forward(stream().handle(), args));
  }

  /** Queues the backward pass, which draws the forward pass's numbers again. */
  public void backward() {
    run(() -> Native.emodna_dropout_backward(stream().handle(), args));
  }
}
