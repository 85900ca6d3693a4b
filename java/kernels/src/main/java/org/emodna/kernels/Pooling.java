package org.emodna.kernels;

import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_pooling_args;

/**
 * Statistics pooling: mean and standard deviation of each dimension over an input's valid frames
 * ({@code emodna/pooling.h}).
 */
public final class Pooling extends Operation {
  /** The sizes of one call: G groups, rows, T frames of D dimensions; and the variance floor. */
  public static final class Shape {
    private final int groups;
    private final int inputs;
    private final int rows;
    private final int frames;
    private final int dim;
    private final float varianceFloor;

    private Shape(int groups, int inputs, int rows, int frames, int dim, float varianceFloor) {
      this.groups = groups;
      this.inputs = inputs;
      this.rows = rows;
      this.frames = frames;
      this.dim = dim;
      this.varianceFloor = varianceFloor;
    }

    /** Sizes without a variance floor, which must be set; frames are those of the longest input. */
    public static Shape of(int groups, int rows, int frames, int dim) {
      return new Shape(groups, groups, rows, frames, dim, 0);
    }

    /** With a variance floor above 0, which is added to the variance under the root. */
    public Shape withVarianceFloor(float varianceFloor) {
      return new Shape(groups, inputs, rows, frames, dim, varianceFloor);
    }

    /** With so many batches, which divide the groups: the groups of one share its lengths. */
    public Shape withInputs(int inputs) {
      return new Shape(groups, inputs, rows, frames, dim, varianceFloor);
    }

    /** Number of groups (G), each with its own rows. */
    public int groups() {
      return groups;
    }

    /** Number of batches, which divides the groups: the groups of one share its lengths. */
    public int inputs() {
      return inputs;
    }

    /** Rows of each group. */
    public int rows() {
      return rows;
    }

    /** Frames of the longest row (T). */
    public int frames() {
      return frames;
    }

    /** Dimensions of each row (D). */
    public int dim() {
      return dim;
    }

    /** What is added to the variance under the root; 0 = not set yet. */
    public float varianceFloor() {
      return varianceFloor;
    }
  }

  private final emodna_pooling_args args;
  private final Shape shape;

  /** A call of these sizes, whose tensors are bound next. */
  public Pooling(Stream stream, Shape shape) {
    this(stream, shape, new emodna_pooling_args());
  }

  private Pooling(Stream stream, Shape shape, emodna_pooling_args args) {
    super(stream, args);
    this.args = args;
    this.shape = shape;
    args.groups(shape.groups)
        .inputs(shape.inputs)
        .rows(shape.rows)
        .frames(shape.frames)
        .dim(shape.dim);
    args.variance_floor(shape.varianceFloor);
  }

  /** x [G: stride][rows, T, D]; lengths [inputs: lengthStride][rows], or null: T each. */
  public Pooling input(Tensor x, long stride, Tensor lengths, long lengthStride) {
    requireUnbound(stride != args.x_stride(), "input", "dx");
    args.x_stride(stride).length_stride(lengthStride);
    args.x(floats("x", x, inputSpan()));
    args.lengths(ints("lengths", lengths, span(shape.inputs, lengthStride, shape.rows)));
    return this;
  }

  /** y [G, rows, 2 D]: means, then deviations. */
  public Pooling output(Tensor y) {
    args.y(floats("y", y, outputs()));
    return this;
  }

  /** dy as y; dx as x, added to. */
  public Pooling gradients(Tensor dy, Tensor dx) {
    args.dy(floats("dy", dy, outputs()));
    args.dx(floats("dx", dx, inputSpan()));
    return this;
  }

  private long outputs() {
    return 2L * shape.groups * shape.rows * shape.dim;
  }

  private long inputSpan() {
    return span(shape.groups, args.x_stride(), (long) shape.rows * shape.frames * shape.dim);
  }

  /** Queues the forward pass. */
  public void forward() {
    run(() -> Native.emodna_pooling_forward(stream().handle(), args));
  }

  /** Queues the backward pass. */
  public void backward() {
    run(() -> Native.emodna_pooling_backward(stream().handle(), args));
  }
}
