package org.emodna.kernels;

import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_outer_args;

/** CDAN's multilinear map: y[r, c dim + i] = p[r, c] z[r, i] ({@code emodna/heads.h}). */
public final class Outer extends Operation {
  /** The sizes of one call. */
  public record Shape(int groups, int rows, int dim, int classes) {}

  private final emodna_outer_args args;
  private final Shape shape;

  /** A call of these sizes, whose tensors are bound next. */
  public Outer(Stream stream, Shape shape) {
    this(stream, shape, new emodna_outer_args());
  }

  private Outer(Stream stream, Shape shape, emodna_outer_args args) {
    super(stream, args);
    this.args = args;
    this.shape = shape;
    args.groups(shape.groups).rows(shape.rows).dim(shape.dim).classes(shape.classes);
  }

  /** z [G: stride][rows, dim]; p [G, rows, classes]. */
  public Outer input(Tensor z, long stride, Tensor p) {
    requireUnbound(stride != args.z_stride(), "input", "dz");
    args.z_stride(stride).z(floats("z", z, inputSpan()));
    args.p(floats("p", p, (long) shape.groups * shape.rows * shape.classes));
    return this;
  }

  /** y [G, rows, classes dim]. */
  public Outer output(Tensor y) {
    args.y(floats("y", y, outputs()));
    return this;
  }

  /** dy as y; dz as z, added to. */
  public Outer gradients(Tensor dy, Tensor dz) {
    args.dy(floats("dy", dy, outputs()));
    args.dz(floats("dz", dz, inputSpan()));
    return this;
  }

  private long inputSpan() {
    return span(shape.groups, args.z_stride(), (long) shape.rows * shape.dim);
  }

  private long outputs() {
    return (long) shape.groups * shape.rows * shape.classes * shape.dim;
  }

  /** Queues the forward pass. */
  public void forward() {
    run(() -> Native.emodna_outer_forward(stream().handle(), args));
  }

  /** Queues the backward pass. */
  public void backward() {
    run(() -> Native.emodna_outer_backward(stream().handle(), args));
  }
}
