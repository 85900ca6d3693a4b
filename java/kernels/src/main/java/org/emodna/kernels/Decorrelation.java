package org.emodna.kernels;

import org.bytedeco.javacpp.SizeTPointer;
import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_decorrelation_args;

/**
 * Decorrelation of two sets of columns: the mean square of their correlations over the rows ({@code
 * emodna/losses.h}).
 */
public final class Decorrelation extends Operation {
  /** The sizes of one call: G groups of so many rows, a with D columns and b with E. */
  public record Shape(int groups, int rows, int dimA, int dimB) {}

  private final emodna_decorrelation_args args;
  private final Shape shape;

  /** A call of these sizes, whose tensors are bound next. */
  public Decorrelation(Stream stream, Shape shape) {
    this(stream, shape, new emodna_decorrelation_args());
  }

  private Decorrelation(Stream stream, Shape shape, emodna_decorrelation_args args) {
    super(stream, args);
    this.args = args;
    this.shape = shape;
    args.groups(shape.groups).rows(shape.rows).dim_a(shape.dimA).dim_b(shape.dimB);
  }

  /** a [G: aStride][rows, D]; b [G: bStride][rows, E]. */
  public Decorrelation input(Tensor a, long aStride, Tensor b, long bStride) {
    requireUnbound(aStride != args.a_stride(), "input", "da");
    requireUnbound(bStride != args.b_stride(), "input", "db");
    args.a_stride(aStride).b_stride(bStride);
    args.a(floats("a", a, spanA())).b(floats("b", b, spanB()));
    return this;
  }

  /** lengths [G: stride][rows]: a row of length 0 is padding. Without them no row is. */
  public Decorrelation lengths(Tensor lengths, long stride) {
    args.length_stride(stride);
    args.lengths(ints("lengths", lengths, span(shape.groups, stride, shape.rows)));
    return this;
  }

  /** loss [G], unweighted. */
  public Decorrelation output(Tensor loss) {
    args.loss(floats("loss", loss, shape.groups));
    return this;
  }

  /** da as a, db as b, added to; null = that side is a constant. weight [1] or null = 1. */
  public Decorrelation gradients(Tensor da, Tensor db, Tensor weight) {
    args.da(floats("da", da, spanA())).db(floats("db", db, spanB()));
    args.weight(floats("weight", weight, 1));
    return this;
  }

  /** Allocates the workspace. Call it last. */
  public Decorrelation allocate() {
    try (SizeTPointer bytes = new SizeTPointer(1)) {
      query(() -> Native.emodna_decorrelation_workspace(stream().context().handle(), args, bytes));
      Tensor workspace = workspace(bytes.get());
      args.workspace(workspace == null ? null : workspace.address(0)).workspace_bytes(bytes.get());
    }
    return this;
  }

  private long spanA() {
    return span(shape.groups, args.a_stride(), (long) shape.rows * shape.dimA);
  }

  private long spanB() {
    return span(shape.groups, args.b_stride(), (long) shape.rows * shape.dimB);
  }

  /** Queues the computation. */
  public void run() {
    run(() -> Native.emodna_decorrelation(stream().handle(), args));
  }
}
