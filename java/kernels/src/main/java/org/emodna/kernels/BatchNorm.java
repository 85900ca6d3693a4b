package org.emodna.kernels;

import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_batch_norm_args;

/**
 * BatchNorm over rows, with the ReLU and the dropout that may follow it, in one call ({@code
 * emodna/rows.h}). Statistics are taken over the rows that are not padding.
 */
public final class BatchNorm extends Operation {
  /** Statistics of one group and domain: mean and biased variance, {@code 2 * dim} values. */
  public static long statistics(int dim) {
    return 2L * dim;
  }

  /** The sizes of one call: G groups of so many rows, which belong to R batches (R divides G). */
  public record Shape(int groups, int inputs, int rows, int dim) {}

  private final emodna_batch_norm_args args;
  private final Shape shape;

  /**
   * A call in evaluation: without ReLU and dropout, one domain, epsilon 1e-5, momentum 0.9. The
   * setters change that.
   */
  public BatchNorm(Stream stream, Shape shape) {
    this(stream, shape, new emodna_batch_norm_args());
  }

  private BatchNorm(Stream stream, Shape shape, emodna_batch_norm_args args) {
    super(stream, args);
    this.args = args;
    this.shape = shape;
    args.groups(shape.groups).inputs(shape.inputs).rows(shape.rows).dim(shape.dim);
    args.domains(1).epsilon(1e-5f).momentum(0.9f);
  }

  /** In training the batch's statistics are used, the running ones updated, and columns dropped. */
  public BatchNorm train(boolean train) {
    args.train(train ? 1 : 0);
    return this;
  }

  /** Whether a ReLU follows; the backward pass then reads y. */
  public BatchNorm relu(boolean relu) {
    args.relu(relu ? 1 : 0);
    return this;
  }

  /** Domain-specific statistics: rows below {@code rows} use set 0, the others set 1. */
  public BatchNorm domains(int domains, int rows) {
    requireUnbound(domains != args.domains(), "domains", "running");
    args.domains(domains).domain_rows(rows);
    return this;
  }

  /** epsilon under the root; running = momentum * running + (1 - momentum) * batch. */
  public BatchNorm settings(float epsilon, float momentum) {
    args.epsilon(epsilon).momentum(momentum);
    return this;
  }

  /**
   * Dropout after the ReLU, in training only; seeds [R] and step [1].
   *
   * @param site of the network's random numbers, from {@link Dropout#FIRST_SITE} on, its own
   */
  public BatchNorm dropout(float rate, int site, Tensor seeds, Tensor step) {
    args.dropout(rate).site(site);
    args.seeds(longs("seeds", seeds, shape.inputs)).step(longs("step", step, 1));
    return this;
  }

  /** x [G: stride][rows, dim]. */
  public BatchNorm input(Tensor x, long stride) {
    requireUnbound(stride != args.x_stride(), "input", "dx");
    args.x_stride(stride).x(floats("x", x, inputSpan()));
    return this;
  }

  /** lengths [R: stride][rows]: a row of length 0 is padding. Without them no row is. */
  public BatchNorm lengths(Tensor lengths, long stride) {
    args.length_stride(stride);
    args.lengths(ints("lengths", lengths, span(shape.inputs, stride, shape.rows)));
    return this;
  }

  /** gamma and beta [G, dim]. */
  public BatchNorm weights(Tensor gamma, Tensor beta) {
    args.gamma(floats("gamma", gamma, columns())).beta(floats("beta", beta, columns()));
    return this;
  }

  /** running [G, domains, 2 dim]: mean, then biased variance. Call after {@link #domains}. */
  public BatchNorm statistics(Tensor running) {
    args.running(floats("running", running, 2 * columns() * args.domains()));
    return this;
  }

  /** y [G, rows, dim]. */
  public BatchNorm output(Tensor y) {
    args.y(floats("y", y, columns() * shape.rows));
    return this;
  }

  /** dy as y; dx as x, or null; dgamma and dbeta [G, dim]. Added to. */
  public BatchNorm gradients(Tensor dy, Tensor dx, Tensor dgamma, Tensor dbeta) {
    args.dy(floats("dy", dy, columns() * shape.rows)).dx(floats("dx", dx, inputSpan()));
    args.dgamma(floats("dgamma", dgamma, columns())).dbeta(floats("dbeta", dbeta, columns()));
    return this;
  }

  private long columns() {
    return (long) shape.groups * shape.dim;
  }

  private long inputSpan() {
    return span(shape.groups, args.x_stride(), (long) shape.rows * shape.dim);
  }

  /** Queues the forward pass. */
  public void forward() {
    run(() -> Native.emodna_batch_norm_forward(stream().handle(), args));
  }

  /** Queues the backward pass, after a forward pass with the same settings. */
  public void backward() {
    run(() -> Native.emodna_batch_norm_backward(stream().handle(), args));
  }
}
