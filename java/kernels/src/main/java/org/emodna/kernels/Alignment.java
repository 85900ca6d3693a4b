package org.emodna.kernels;

import org.bytedeco.javacpp.SizeTPointer;
import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_alignment_args;

/** Pairwise alignment distances, value and gradient ({@code emodna/losses.h}). */
public final class Alignment extends Operation {
  /** Kinds of distance. */
  public enum Kind {
    /** Biased MK-MMD of all source against all target rows. */
    CORPUS(Native.EMODNA_ALIGN_CORPUS),
    /** Contrastive class-wise MK-MMD. */
    CLASS(Native.EMODNA_ALIGN_CLASS),
    /** LMMD with soft row weights. */
    LOCAL(Native.EMODNA_ALIGN_LOCAL),
    /** Distance of the covariances. */
    CORAL(Native.EMODNA_ALIGN_CORAL);

    private final int code;

    Kind(int code) {
      this.code = code;
    }
  }

  /**
   * The kind of distance, and the sizes of one call: G groups, rows on each side, dimensions,
   * classes.
   */
  public static final class Shape {
    private final Kind kind;
    private final int groups;
    private final int sourceRows;
    private final int targetRows;
    private final int dim;
    private final int classes;

    private Shape(Kind kind, int groups, int sourceRows, int targetRows, int dim, int classes) {
      this.kind = kind;
      this.groups = groups;
      this.sourceRows = sourceRows;
      this.targetRows = targetRows;
      this.dim = dim;
      this.classes = classes;
    }

    /** One class, and no rows on either side. */
    public static Shape of(Kind kind, int groups, int dim) {
      return new Shape(kind, groups, 0, 0, dim, 1);
    }

    /** With so many rows on each side. */
    public Shape withRows(int sourceRows, int targetRows) {
      return new Shape(kind, groups, sourceRows, targetRows, dim, classes);
    }

    /** With so many classes (CLASS, LOCAL). */
    public Shape withClasses(int classes) {
      return new Shape(kind, groups, sourceRows, targetRows, dim, classes);
    }

    /** The kind of distance. */
    public Kind kind() {
      return kind;
    }

    /** Number of groups (G), each with its own rows. */
    public int groups() {
      return groups;
    }

    /** Rows of the source in each group. */
    public int sourceRows() {
      return sourceRows;
    }

    /** Rows of the target in each group. */
    public int targetRows() {
      return targetRows;
    }

    /** Dimensions of each row (D). */
    public int dim() {
      return dim;
    }

    /** Number of classes (K). */
    public int classes() {
      return classes;
    }
  }

  private final emodna_alignment_args args;
  private final Shape shape;

  /** A call of these sizes, whose tensors are bound next. */
  public Alignment(Stream stream, Shape shape) {
    this(stream, shape, new emodna_alignment_args());
  }

  private Alignment(Stream stream, Shape shape, emodna_alignment_args args) {
    super(stream, args);
    this.args = args;
    this.shape = shape;
    args.kind(shape.kind.code).groups(shape.groups).dim(shape.dim).classes(shape.classes);
    args.source_rows(shape.sourceRows).target_rows(shape.targetRows);
  }

  /** xs [G: stride][source_rows, dim]; xt [G: stride][target_rows, dim]. */
  public Alignment input(Tensor xs, long sourceStride, Tensor xt, long targetStride) {
    requireUnbound(sourceStride != args.source_stride(), "input", "dxs");
    requireUnbound(targetStride != args.target_stride(), "input", "dxt");
    args.source_stride(sourceStride).target_stride(targetStride);
    args.xs(floats("xs", xs, sourceSpan())).xt(floats("xt", xt, targetSpan()));
    return this;
  }

  /** Labels [G: stride][rows], -1 = left out; null (not for CLASS) = all rows take part. */
  public Alignment labels(Tensor source, Tensor target, long stride) {
    args.label_stride(stride);
    args.source_labels(ints("source_labels", source, span(shape.groups, stride, shape.sourceRows)));
    args.target_labels(ints("target_labels", target, span(shape.groups, stride, shape.targetRows)));
    return this;
  }

  /** LOCAL: row weights [G: stride][rows, classes]. */
  public Alignment rowWeights(Tensor source, Tensor target, long stride) {
    args.weight_stride(stride);
    long k = shape.classes;
    args.source_weights(
        floats("source_weights", source, span(shape.groups, stride, shape.sourceRows * k)));
    args.target_weights(
        floats("target_weights", target, span(shape.groups, stride, shape.targetRows * k)));
    return this;
  }

  /** loss [G]; sigma2 [G] or null. */
  public Alignment output(Tensor loss, Tensor sigma2) {
    args.loss(floats("loss", loss, shape.groups)).sigma2(floats("sigma2", sigma2, shape.groups));
    return this;
  }

  /** dxs, dxt as xs, xt, added to; weight [1] or null = 1. */
  public Alignment gradients(Tensor dxs, Tensor dxt, Tensor weight) {
    args.dxs(floats("dxs", dxs, sourceSpan())).dxt(floats("dxt", dxt, targetSpan()));
    args.weight(floats("weight", weight, 1));
    return this;
  }

  /** Allocates the workspace for the settings made so far. Call it last. */
  public Alignment allocate() {
    try (SizeTPointer bytes = new SizeTPointer(1)) {
      query(() -> Native.emodna_alignment_workspace(stream().context().handle(), args, bytes));
      Tensor workspace = workspace(bytes.get());
      args.workspace(workspace == null ? null : workspace.address(0)).workspace_bytes(bytes.get());
    }
    return this;
  }

  private long sourceSpan() {
    return span(shape.groups, args.source_stride(), (long) shape.sourceRows * shape.dim);
  }

  private long targetSpan() {
    return span(shape.groups, args.target_stride(), (long) shape.targetRows * shape.dim);
  }

  /** Queues the computation. */
  public void run() {
    run(() -> Native.emodna_alignment(stream().handle(), args));
  }
}
