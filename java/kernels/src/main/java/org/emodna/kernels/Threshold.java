package org.emodna.kernels;

import org.bytedeco.javacpp.FloatPointer;
import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_threshold_args;

/** Pseudo-label thresholds and selection ({@code emodna/losses.h}). */
public final class Threshold extends Operation {
  /** How thresholds are found. */
  public enum Strategy {
    /** A share of the mean confidence in each class of the source. */
    ADAPTIVE(Native.EMODNA_THRESHOLD_ADAPTIVE),
    /** One fixed threshold. */
    FIXED(Native.EMODNA_THRESHOLD_FIXED),
    /** FlexMatch, by how many target utterances each class has (Zhang et al. 2021). */
    FLEXMATCH(Native.EMODNA_THRESHOLD_FLEXMATCH),
    /** FreeMatch, self-adaptive (Wang et al. 2023). */
    FREEMATCH(Native.EMODNA_THRESHOLD_FREEMATCH);

    private final int code;

    Strategy(int code) {
      this.code = code;
    }
  }

  /** The strategy with its settings, and the sizes of one call. */
  public static final class Shape {
    private final Strategy strategy;
    private final int groups;
    private final int sourceRows;
    private final int targetRows;
    private final int classes;
    private final int targetSize;
    private final float momentum;
    private final float rho;
    private final float fixed;

    private Shape(
        Strategy strategy,
        int groups,
        int sourceRows,
        int targetRows,
        int classes,
        int targetSize,
        float momentum,
        float rho,
        float fixed) {
      this.strategy = strategy;
      this.groups = groups;
      this.sourceRows = sourceRows;
      this.targetRows = targetRows;
      this.classes = classes;
      this.targetSize = targetSize;
      this.momentum = momentum;
      this.rho = rho;
      this.fixed = fixed;
    }

    /** G groups, K classes; no rows, and all settings 0. */
    public static Shape of(Strategy strategy, int groups, int classes) {
      return new Shape(strategy, groups, 0, 0, classes, 0, 0, 0, 0);
    }

    /** With so many rows on each side. */
    public Shape withRows(int sourceRows, int targetRows) {
      return new Shape(
          strategy, groups, sourceRows, targetRows, classes, targetSize, momentum, rho, fixed);
    }

    /** With so many utterances in the whole target set (FLEXMATCH). */
    public Shape withTargetSize(int targetSize) {
      return new Shape(
          strategy, groups, sourceRows, targetRows, classes, targetSize, momentum, rho, fixed);
    }

    /** With m, from 0 to 1 (ADAPTIVE, FREEMATCH). */
    public Shape withMomentum(float momentum) {
      return new Shape(
          strategy, groups, sourceRows, targetRows, classes, targetSize, momentum, rho, fixed);
    }

    /** With a share of the mean confidence (ADAPTIVE). */
    public Shape withRho(float rho) {
      return new Shape(
          strategy, groups, sourceRows, targetRows, classes, targetSize, momentum, rho, fixed);
    }

    /** With a fixed threshold, from 0 to 1 (FIXED, FLEXMATCH). */
    public Shape withFixed(float fixed) {
      return new Shape(
          strategy, groups, sourceRows, targetRows, classes, targetSize, momentum, rho, fixed);
    }

    /** How the threshold is found. */
    public Strategy strategy() {
      return strategy;
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

    /** Number of classes (K). */
    public int classes() {
      return classes;
    }

    /** Utterances in the whole target set (FLEXMATCH). */
    public int targetSize() {
      return targetSize;
    }

    /** Share of the running mean that is kept at each step, from 0 to 1 (ADAPTIVE, FREEMATCH). */
    public float momentum() {
      return momentum;
    }

    /** Share of the mean confidence that is the threshold (ADAPTIVE). */
    public float rho() {
      return rho;
    }

    /** The fixed threshold, from 0 to 1 (FIXED, FLEXMATCH). */
    public float fixed() {
      return fixed;
    }
  }

  private final emodna_threshold_args args;
  private final Shape shape;

  /** A call of these sizes, whose tensors are bound next. */
  public Threshold(Stream stream, Shape shape) {
    this(stream, shape, new emodna_threshold_args());
  }

  private Threshold(Stream stream, Shape shape, emodna_threshold_args args) {
    super(stream, args);
    this.args = args;
    this.shape = shape;
    args.strategy(shape.strategy.code).groups(shape.groups).classes(shape.classes);
    args.source_rows(shape.sourceRows).target_rows(shape.targetRows).target_size(shape.targetSize);
    args.momentum(shape.momentum).rho(shape.rho).fixed(shape.fixed);
  }

  /** Number of floats in one group's state. */
  public long stateSize() {
    long[] count = new long[1];
    query(() -> Native.emodna_threshold_state(args, count));
    return count[0];
  }

  /** One group's state before the first step. */
  public float[] initialState() {
    float[] state = new float[Math.toIntExact(stateSize())];
    try (FloatPointer host = new FloatPointer(Math.max(1, state.length))) {
      query(() -> Native.emodna_threshold_initial(args, host));
      host.get(state);
    }
    return state;
  }

  /** Probabilities [G: stride][rows, K] of both corpora; source labels [G: labelStride][rows]. */
  public Threshold input(
      Tensor source, Tensor target, long stride, Tensor sourceLabels, long labelStride) {
    requireUnbound(labelStride != args.label_stride(), "input", "target_index", "selected");
    args.probability_stride(stride).label_stride(labelStride);
    long k = shape.classes;
    args.source_probabilities(
        floats("source_probabilities", source, span(shape.groups, stride, shape.sourceRows * k)));
    args.target_probabilities(
        floats("target_probabilities", target, span(shape.groups, stride, shape.targetRows * k)));
    args.source_labels(
        ints("source_labels", sourceLabels, span(shape.groups, labelStride, shape.sourceRows)));
    return this;
  }

  /** FLEXMATCH: number of each row in the target set [G: labelStride][target_rows]. */
  public Threshold targetIndex(Tensor index) {
    args.target_index(
        ints("target_index", index, span(shape.groups, args.label_stride(), shape.targetRows)));
    return this;
  }

  /**
   * state [G, stateSize]; thresholds [G, K]; pseudoLabels [G, target_rows]; selected [G:
   * labelStride][target_rows], -1 = not selected; share [G].
   */
  public Threshold output(
      Tensor state, Tensor thresholds, Tensor pseudoLabels, Tensor selected, Tensor share) {
    args.state(floats("state", state, shape.groups * stateSize()));
    args.thresholds(floats("thresholds", thresholds, (long) shape.groups * shape.classes));
    args.pseudo_labels(ints("pseudo_labels", pseudoLabels, (long) shape.groups * shape.targetRows));
    args.selected(
        ints("selected", selected, span(shape.groups, args.label_stride(), shape.targetRows)));
    args.selected_share(floats("selected_share", share, shape.groups));
    return this;
  }

  /** Queues the computation; updates the state. */
  public void run() {
    run(() -> Native.emodna_threshold(stream().handle(), args));
  }
}
