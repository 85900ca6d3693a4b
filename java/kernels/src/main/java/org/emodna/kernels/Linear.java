package org.emodna.kernels;

import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_linear_args;

/** A linear layer: y = x w^T + b, then max(0, y) with relu ({@code emodna/heads.h}). */
public final class Linear extends Operation {
  /** The sizes of one call: G groups, rows, inputs and outputs; and whether a ReLU follows. */
  public static final class Shape {
    private final int groups;
    private final int rows;
    private final int inputs;
    private final int outputs;
    private final boolean relu;

    private Shape(int groups, int rows, int inputs, int outputs, boolean relu) {
      this.groups = groups;
      this.rows = rows;
      this.inputs = inputs;
      this.outputs = outputs;
      this.relu = relu;
    }

    /** Sizes of a layer without a ReLU. */
    public static Shape of(int groups, int rows, int inputs, int outputs) {
      return new Shape(groups, rows, inputs, outputs, false);
    }

    /** With or without a ReLU on the outputs. */
    public Shape withRelu(boolean relu) {
      return new Shape(groups, rows, inputs, outputs, relu);
    }

    /** Number of groups (G), each with its own rows. */
    public int groups() {
      return groups;
    }

    /** Rows of each group. */
    public int rows() {
      return rows;
    }

    /** Values of each input row. */
    public int inputs() {
      return inputs;
    }

    /** Values of each output row. */
    public int outputs() {
      return outputs;
    }

    /** Whether a ReLU follows. */
    public boolean relu() {
      return relu;
    }
  }

  private final emodna_linear_args args;
  private final Shape shape;

  /** A call of these sizes, whose tensors are bound next. */
  public Linear(Stream stream, Shape shape) {
    this(stream, shape, new emodna_linear_args());
  }

  private Linear(Stream stream, Shape shape, emodna_linear_args args) {
    super(stream, args);
    this.args = args;
    this.shape = shape;
    args.groups(shape.groups).rows(shape.rows).inputs(shape.inputs).outputs(shape.outputs);
    args.relu(shape.relu ? 1 : 0);
  }

  /** x [G: stride][rows, inputs]. */
  public Linear input(Tensor x, long stride) {
    requireUnbound(stride != args.x_stride(), "input", "dx");
    args.x_stride(stride).x(floats("x", x, inputSpan()));
    return this;
  }

  /** weight [G, outputs, inputs]; bias [G, outputs]. */
  public Linear weights(Tensor weight, Tensor bias) {
    args.weight(floats("weight", weight, weights()));
    args.bias(floats("bias", bias, (long) shape.groups * shape.outputs));
    return this;
  }

  /** y [G, rows, outputs]. */
  public Linear output(Tensor y) {
    args.y(floats("y", y, outputs()));
    return this;
  }

  /** dy [G, rows, outputs]; dx as x, or null; dweight, dbias as the weights. Added to. */
  public Linear gradients(Tensor dy, Tensor dx, Tensor dweight, Tensor dbias) {
    args.dy(floats("dy", dy, outputs()));
    args.dx(floats("dx", dx, inputSpan()));
    args.dweight(floats("dweight", dweight, weights()));
    args.dbias(floats("dbias", dbias, (long) shape.groups * shape.outputs));
    return this;
  }

  /** Multiplies dx by a device scalar [1]; a negative one reverses the gradient. */
  public Linear scaleGradient(Tensor dxScale) {
    args.dx_scale(floats("dx_scale", dxScale, 1));
    return this;
  }

  private long inputSpan() {
    return span(shape.groups, args.x_stride(), (long) shape.rows * shape.inputs);
  }

  private long outputs() {
    return (long) shape.groups * shape.rows * shape.outputs;
  }

  private long weights() {
    return (long) shape.groups * shape.outputs * shape.inputs;
  }

  /** Queues the forward pass. */
  public void forward() {
    run(() -> Native.emodna_linear_forward(stream().handle(), args));
  }

  /** Queues the backward pass. */
  public void backward() {
    run(() -> Native.emodna_linear_backward(stream().handle(), args));
  }
}
