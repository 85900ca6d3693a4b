package org.emodna.kernels;

import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_jitter_args;

/**
 * Jitter of a batch's features in training: every row and feature is shifted and scaled by normal
 * random numbers, and one span of frames is set to 0 ({@code emodna/rows.h}).
 */
public final class Jitter extends Operation {
  /** The sizes of one call: R batches of so many rows of T frames of F features. */
  public record Shape(int inputs, int rows, int frames, int features) {}

  /**
   * How strong: y = (x + shift n) (1 + scale n'), n and n' normal; then a span of at most {@code
   * span} of the row's frames is set to 0.
   */
  public record Settings(float shift, float scale, float span) {}

  private final emodna_jitter_args args;
  private final Shape shape;

  /** A call of these sizes, whose tensors are bound next. */
  public Jitter(Stream stream, Shape shape, Settings settings) {
    this(stream, shape, settings, new emodna_jitter_args());
  }

  private Jitter(Stream stream, Shape shape, Settings settings, emodna_jitter_args args) {
    super(stream, args);
    this.args = args;
    this.shape = shape;
    args.inputs(shape.inputs).rows(shape.rows).frames(shape.frames).features(shape.features);
    args.shift(settings.shift).scale(settings.scale).span(settings.span);
  }

  /**
   * Where the random numbers come from; seeds [R] and step [1].
   *
   * @param site of the network's random numbers, from {@link Dropout#FIRST_SITE} on, its own
   */
  public Jitter random(int site, Tensor seeds, Tensor step) {
    args.site(site);
    args.seeds(longs("seeds", seeds, shape.inputs)).step(longs("step", step, 1));
    return this;
  }

  /** x [R: stride][rows, T, F]. */
  public Jitter input(Tensor x, long stride) {
    args.x_stride(stride).x(floats("x", x, cells(stride)));
    return this;
  }

  /** lengths [R: stride][rows]. Without them all rows have T frames. */
  public Jitter lengths(Tensor lengths, long stride) {
    args.length_stride(stride);
    args.lengths(ints("lengths", lengths, span(shape.inputs, stride, shape.rows)));
    return this;
  }

  /** y [R: stride][rows, T, F]; may be x, with the same stride. */
  public Jitter output(Tensor y, long stride) {
    args.y_stride(stride).y(floats("y", y, cells(stride)));
    return this;
  }

  private long cells(long stride) {
    return span(shape.inputs, stride, (long) shape.rows * shape.frames * shape.features);
  }

  /** Queues the computation. */
  public void run() {
    run(() -> Native.emodna_jitter(stream().handle(), args));
  }
}
