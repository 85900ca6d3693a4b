package org.emodna.kernels;

import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_row_space_args;

/** Rows unchanged, L2-normalised, or standardised in each dimension ({@code emodna/heads.h}). */
public final class RowSpace extends Operation {
  /** The spaces that rows can be mapped to. */
  public enum Space {
    /** Rows as they are. */
    RAW(Native.EMODNA_SPACE_RAW),
    /** Each row divided by its Euclidean length. */
    L2(Native.EMODNA_SPACE_L2),
    /** Each dimension with mean 0 and variance 1 over a group's rows. */
    STANDARDISED(Native.EMODNA_SPACE_STANDARDISED);

    private final int code;

    Space(int code) {
      this.code = code;
    }
  }

  /** The sizes of one call, and the space. */
  public record Shape(int groups, int rows, int dim, Space space) {}

  private final emodna_row_space_args args;
  private final Shape shape;

  /** A call of these sizes, whose tensors are bound next. */
  public RowSpace(Stream stream, Shape shape) {
    this(stream, shape, new emodna_row_space_args());
  }

  private RowSpace(Stream stream, Shape shape, emodna_row_space_args args) {
    super(stream, args);
    this.args = args;
    this.shape = shape;
    args.groups(shape.groups).rows(shape.rows).dim(shape.dim).space(shape.space.code);
  }

  /** x [G: stride][rows, dim]. */
  public RowSpace input(Tensor x, long stride) {
    args.x_stride(stride).x(floats("x", x, inputSpan()));
    return this;
  }

  /** y [G, rows, dim]. */
  public RowSpace output(Tensor y) {
    args.y(floats("y", y, (long) shape.groups * shape.rows * shape.dim));
    return this;
  }

  /** dy as y; dx as x, added to. */
  public RowSpace gradients(Tensor dy, Tensor dx) {
    args.dy(floats("dy", dy, (long) shape.groups * shape.rows * shape.dim));
    args.dx(floats("dx", dx, inputSpan()));
    return this;
  }

  private long inputSpan() {
    return span(shape.groups, args.x_stride(), (long) shape.rows * shape.dim);
  }

  /** Queues the forward pass. */
  public void forward() {
    run(() -> Native.emodna_row_space_forward(stream().handle(), args));
  }

  /** Queues the backward pass. */
  public void backward() {
    run(() -> Native.emodna_row_space_backward(stream().handle(), args));
  }
}
