package org.emodna.kernels;

import org.bytedeco.javacpp.SizeTPointer;
import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_contrastive_args;

/** Multi-positive contrastive decoupling, value and gradient ({@code emodna/losses.h}). */
public final class Contrastive extends Operation {
  /** The sizes of one call: G groups, N anchors, M keys of D dimensions; and the temperature. */
  public static final class Shape {
    private final int groups;
    private final int anchors;
    private final int keys;
    private final int dim;
    private final float temperature;

    private Shape(int groups, int anchors, int keys, int dim, float temperature) {
      this.groups = groups;
      this.anchors = anchors;
      this.keys = keys;
      this.dim = dim;
      this.temperature = temperature;
    }

    /** Sizes without a temperature, which must be set. */
    public static Shape of(int groups, int anchors, int keys, int dim) {
      return new Shape(groups, anchors, keys, dim, 0);
    }

    /** With a temperature, from 1e-6 to 1e6. */
    public Shape withTemperature(float temperature) {
      return new Shape(groups, anchors, keys, dim, temperature);
    }

    /** Number of groups (G), each with its own rows. */
    public int groups() {
      return groups;
    }

    /** Anchors of each group (N). */
    public int anchors() {
      return anchors;
    }

    /** Keys of each group (M). */
    public int keys() {
      return keys;
    }

    /** Dimensions of each row (D). */
    public int dim() {
      return dim;
    }

    /** Temperature that similarities are divided by; 0 = not set yet. */
    public float temperature() {
      return temperature;
    }
  }

  private final emodna_contrastive_args args;
  private final Shape shape;

  /** A call of these sizes, whose tensors are bound next. */
  public Contrastive(Stream stream, Shape shape) {
    this(stream, shape, new emodna_contrastive_args());
  }

  private Contrastive(Stream stream, Shape shape, emodna_contrastive_args args) {
    super(stream, args);
    this.args = args;
    this.shape = shape;
    args.groups(shape.groups).anchors(shape.anchors).keys(shape.keys).dim(shape.dim);
    args.temperature(shape.temperature);
  }

  /** Precision of the products; by default float32. */
  public Contrastive precision(Precision precision) {
    args.precision(precision.code);
    return this;
  }

  /** u [G: uStride][N, D]; v [G: vStride][M, D]; labels [G: labelStride][N], -1 = left out. */
  public Contrastive input(
      Tensor u, long uStride, Tensor v, long vStride, Tensor labels, long labelStride) {
    requireUnbound(uStride != args.u_stride(), "input", "du");
    requireUnbound(vStride != args.v_stride(), "input", "dv");
    args.u_stride(uStride).v_stride(vStride).label_stride(labelStride);
    args.u(floats("u", u, anchorSpan())).v(floats("v", v, keySpan()));
    args.labels(ints("labels", labels, span(shape.groups, labelStride, shape.anchors)));
    return this;
  }

  /** loss [G]; skipped [G] (number of anchors without a positive) or null. */
  public Contrastive output(Tensor loss, Tensor skipped) {
    args.loss(floats("loss", loss, shape.groups)).skipped(floats("skipped", skipped, shape.groups));
    return this;
  }

  /** du, dv as u, v, added to; weight [1] or null = 1. */
  public Contrastive gradients(Tensor du, Tensor dv, Tensor weight) {
    args.du(floats("du", du, anchorSpan())).dv(floats("dv", dv, keySpan()));
    args.weight(floats("weight", weight, 1));
    return this;
  }

  /** Allocates the workspace for the settings made so far. Call it last. */
  public Contrastive allocate() {
    try (SizeTPointer bytes = new SizeTPointer(1)) {
      query(() -> Native.emodna_contrastive_workspace(stream().context().handle(), args, bytes));
      Tensor workspace = workspace(bytes.get());
      args.workspace(workspace == null ? null : workspace.address(0)).workspace_bytes(bytes.get());
    }
    return this;
  }

  private long anchorSpan() {
    return span(shape.groups, args.u_stride(), (long) shape.anchors * shape.dim);
  }

  private long keySpan() {
    return span(shape.groups, args.v_stride(), (long) shape.keys * shape.dim);
  }

  /** Queues the computation. */
  public void run() {
    run(() -> Native.emodna_contrastive(stream().handle(), args));
  }
}
