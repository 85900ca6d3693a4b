package org.emodna.kernels;

import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_gather_args;

/** Copies a step's batch from features on the device ({@code emodna/training.h}). */
public final class Gather extends Operation {
  /**
   * The sizes of one call: G groups, rows of T frames of F features; N utterances of data; and the
   * number of batches in the plan.
   */
  public static final class Shape {
    private final int groups;
    private final int rows;
    private final int frames;
    private final int features;
    private final int utterances;
    private final long steps;

    private Shape(int groups, int rows, int frames, int features, int utterances, long steps) {
      this.groups = groups;
      this.rows = rows;
      this.frames = frames;
      this.features = features;
      this.utterances = utterances;
      this.steps = steps;
    }

    /** Sizes of a batch; no data, and a plan of one batch. */
    public static Shape of(int groups, int rows, int frames, int features) {
      return new Shape(groups, rows, frames, features, 0, 1);
    }

    /** With so many utterances in the data, all sets together. */
    public Shape withUtterances(int utterances) {
      return new Shape(groups, rows, frames, features, utterances, steps);
    }

    /** With so many batches in the plan. */
    public Shape withSteps(long steps) {
      return new Shape(groups, rows, frames, features, utterances, steps);
    }

    /** Number of groups (G), each with its own rows. */
    public int groups() {
      return groups;
    }

    /** Rows of each group. */
    public int rows() {
      return rows;
    }

    /** Frames of the longest row (T). */
    public int frames() {
      return frames;
    }

    /** Values of each frame (F). */
    public int features() {
      return features;
    }

    /** Utterances in the data, all sets together (N). */
    public int utterances() {
      return utterances;
    }

    /** Batches in the plan. */
    public long steps() {
      return steps;
    }
  }

  private final emodna_gather_args args;
  private final Shape shape;

  /** A call of these sizes, whose tensors are bound next. */
  public Gather(Stream stream, Shape shape) {
    this(stream, shape, new emodna_gather_args());
  }

  private Gather(Stream stream, Shape shape, emodna_gather_args args) {
    super(stream, args);
    this.args = args;
    this.shape = shape;
    args.groups(shape.groups).rows(shape.rows).frames(shape.frames).features(shape.features);
    args.utterances(shape.utterances).steps(shape.steps);
  }

  /** index [G, steps, rows]; step [1]. */
  public Gather plan(Tensor index, Tensor step) {
    args.index(ints("index", index, shape.groups * shape.steps * shape.rows));
    args.step(longs("step", step, 1));
    return this;
  }

  /** data [N, T, F]; lengths [N] or null = T. */
  public Gather from(Tensor data, Tensor lengths) {
    args.data(floats("data", data, (long) shape.utterances * shape.frames * shape.features));
    args.data_lengths(ints("data_lengths", lengths, shape.utterances));
    return this;
  }

  /** Each group's part of the data, begin [G] and size [G]; by default all of it. */
  public Gather sets(Tensor begin, Tensor size) {
    args.set_begin(ints("set_begin", begin, shape.groups));
    args.set_size(ints("set_size", size, shape.groups));
    return this;
  }

  /** Each group's labels [G, count] of the utterances in its set; by default all are -1. */
  public Gather labels(Tensor labels, int count) {
    args.label_count(count);
    args.data_labels(ints("data_labels", labels, (long) shape.groups * count));
    return this;
  }

  /** x [G: xStride][rows, T, F]; lengths, labels, picked [G: rowStride][rows] or null. */
  public Gather to(
      Tensor x, long xStride, Tensor lengths, Tensor labels, Tensor picked, long rowStride) {
    args.x_stride(xStride).row_stride(rowStride);
    long each = (long) shape.rows * shape.frames * shape.features;
    long rows = span(shape.groups, rowStride, shape.rows);
    args.x(floats("x", x, span(shape.groups, xStride, each)));
    args.lengths(ints("lengths", lengths, rows)).labels(ints("labels", labels, rows));
    args.picked(ints("picked", picked, rows));
    return this;
  }

  /** Queues the copy. */
  public void run() {
    run(() -> Native.emodna_gather(stream().handle(), args));
  }
}
