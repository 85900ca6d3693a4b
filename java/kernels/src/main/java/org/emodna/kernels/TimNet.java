package org.emodna.kernels;

import org.bytedeco.javacpp.SizeTPointer;
import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_encoder_args;

/** The whole TIM-Net encoder, forward and backward ({@code emodna/encoder.h}). */
public final class TimNet extends Operation {
  /** The widest input, in values a frame. */
  public static final int MOST_FEATURES = Native.EMODNA_MOST_FEATURES;

  /** The widest encoder, in channels. */
  public static final int MOST_CHANNELS = Native.EMODNA_MOST_CHANNELS;

  /**
   * The architecture of an encoder.
   *
   * @param features F, values a frame, at most {@link #MOST_FEATURES}
   * @param channels C, at most {@link #MOST_CHANNELS}
   * @param blocks n temporal-aware blocks; block i has dilation 2^i
   */
  public record Network(int features, int channels, int blocks) {
    /** Number of floats in one encoder's parameters. */
    public long parameters() {
      NativeLibrary.load();
      long[] count = new long[1];
      Status.check(Native.emodna_encoder_parameters(features, channels, blocks, count));
      return count[0];
    }

    /** Number of floats in one encoder's running statistics of one domain. */
    public long statistics() {
      NativeLibrary.load();
      long[] count = new long[1];
      Status.check(Native.emodna_encoder_statistics(channels, blocks, count));
      return count[0];
    }
  }

  /**
   * The sizes of one call.
   *
   * @param groups G encoders in one call
   * @param inputs R distinct inputs; R divides G
   * @param batch B rows
   * @param frames T frames a row
   */
  public record Shape(int groups, int inputs, int batch, int frames) {}

  /** What computes the convolutions. */
  public enum Engine {
    /** The backend's own kernels, fused with the operations around the convolutions. */
    FUSED(Native.EMODNA_ENGINE_FUSED),
    /** cuDNN; CUDA devices only. */
    CUDNN(Native.EMODNA_ENGINE_CUDNN);

    private final int code;

    Engine(int code) {
      this.code = code;
    }
  }

  /** Which frame of the second stream, which runs from the end, is added to the first one's. */
  public enum Sequence {
    /** The second stream's own: its first frame, the input's last, beside the first one's first. */
    AS_RUN(Native.EMODNA_SEQUENCE_AS_RUN),
    /** What both streams make of one frame of the input. */
    TURNED_BACK(Native.EMODNA_SEQUENCE_TURNED_BACK);

    private final int code;

    Sequence(int code) {
      this.code = code;
    }
  }

  private final emodna_encoder_args args;
  private final Network network;
  private final Shape shape;

  /**
   * A pass whose tensors are bound next; an {@code InvalidArgumentException} names a size out of
   * range when it is queued.
   */
  public TimNet(Stream stream, Network network, Shape shape) {
    this(stream, network, shape, new emodna_encoder_args());
  }

  private TimNet(Stream stream, Network network, Shape shape, emodna_encoder_args args) {
    super(stream, args);
    this.args = args;
    this.network = network;
    this.shape = shape;
    args.groups(shape.groups).inputs(shape.inputs).batch(shape.batch).frames(shape.frames);
    args.features(network.features).channels(network.channels).blocks(network.blocks);
    args.domains(1).epsilon(1e-3f).momentum(0.99f);
  }

  /** True: batch statistics and dropout; false: running statistics. */
  public TimNet train(boolean train) {
    args.train(train ? 1 : 0);
    return this;
  }

  /** Whether the forward pass keeps what the backward pass needs. */
  public TimNet keep(boolean keep) {
    args.keep(keep ? 1 : 0);
    return this;
  }

  /**
   * Domain-specific BatchNorm: rows below {@code rows} use set 0 of the statistics, the others set
   * 1.
   */
  public TimNet domains(int domains, int rows) {
    requireUnbound(domains != args.domains(), "domains", "statistics");
    args.domains(domains).domain_rows(rows);
    return this;
  }

  /** What computes the convolutions, and in which precision; by default fused in float32. */
  public TimNet engine(Engine engine, Precision precision) {
    args.engine(engine.code).precision(precision.code);
    return this;
  }

  /** BatchNorm: running = momentum * running + (1 - momentum) * batch. By default 1e-3, 0.99. */
  public TimNet batchNorm(float epsilon, float momentum) {
    args.epsilon(epsilon).momentum(momentum);
    return this;
  }

  /** SpatialDropout; seeds [R] and step [1]. */
  public TimNet dropout(float rate, Tensor seeds, Tensor step) {
    args.dropout(rate);
    args.seeds(longs("seeds", seeds, shape.inputs)).step(longs("step", step, 1));
    return this;
  }

  /** x [R, B, T, F]; lengths [R, B] or null. */
  public TimNet input(Tensor x, Tensor lengths) {
    long rows = (long) shape.inputs * shape.batch;
    args.x(floats("x", x, rows * shape.frames * network.features));
    args.lengths(ints("lengths", lengths, rows));
    return this;
  }

  /** parameters [G, P]; statistics [G, domains, S]. Call after {@link #domains}. */
  public TimNet weights(Tensor parameters, Tensor statistics) {
    args.parameters(floats("parameters", parameters, shape.groups * network.parameters()));
    args.statistics(
        floats(
            "statistics", statistics, (long) shape.groups * args.domains() * network.statistics()));
    return this;
  }

  /**
   * Beside z, which is its mean over time, the weighted sum of the blocks' outputs itself; 0 after
   * a row's length.
   *
   * @param y [G, B, T, C]
   */
  public TimNet sequence(Sequence order, Tensor y) {
    long frames = (long) shape.groups * shape.batch * shape.frames;
    args.sequence(order.code).y(floats("y", y, frames * network.channels));
    return this;
  }

  /** dy [G, B, T, C], read up to a row's length. Call after {@link #sequence}. */
  public TimNet sequenceGradient(Tensor dy) {
    long frames = (long) shape.groups * shape.batch * shape.frames;
    args.dy(floats("dy", dy, frames * network.channels));
    return this;
  }

  /** z [G, B, C], null if only the sequence is wanted; g [G, B, n, C] or null. */
  public TimNet output(Tensor z, Tensor g) {
    long rows = (long) shape.groups * shape.batch;
    args.z(floats("z", z, rows * network.channels));
    args.g(floats("g", g, rows * network.blocks * network.channels));
    return this;
  }

  /**
   * dz [G, B, C], null if all of the gradient comes from the sequence; dparameters [G, P], added
   * to; dx [G, B, T, F] or null.
   */
  public TimNet gradients(Tensor dz, Tensor dparameters, Tensor dx) {
    long rows = (long) shape.groups * shape.batch;
    args.dz(floats("dz", dz, rows * network.channels));
    args.dparameters(floats("dparameters", dparameters, shape.groups * network.parameters()));
    args.dx(floats("dx", dx, rows * shape.frames * network.features));
    return this;
  }

  /** Bytes of workspace for the settings made so far; no tensor needs to be bound. */
  public long workspaceBytes() {
    try (SizeTPointer bytes = new SizeTPointer(1)) {
      query(() -> Native.emodna_encoder_workspace(stream().context().handle(), args, bytes));
      return bytes.get();
    }
  }

  /** Allocates the workspace for the settings made so far. Call it last. */
  public TimNet allocate() {
    long bytes = workspaceBytes();
    Tensor workspace = workspace(bytes);
    args.workspace(workspace == null ? null : workspace.address(0)).workspace_bytes(bytes);
    return this;
  }

  /** Queues the forward pass. */
  public void forward() {
    run(() -> Native.emodna_encoder_forward(stream().handle(), args));
  }

  /** Queues the backward pass, after a forward pass with {@code keep(true)}. */
  public void backward() {
    run(() -> Native.emodna_encoder_backward(stream().handle(), args));
  }
}
