package org.emodna.kernels;

import org.bytedeco.javacpp.SizeTPointer;
import org.emodna.kernels.bindings.Native;
import org.emodna.kernels.bindings.emodna_encoder_args;

/** The TIM-Net encoder, whole ({@code emodna/encoder.h}). */
public final class TimNet extends Operation {
  /**
   * What an encoder is.
   *
   * @param features F, coefficients a frame
   * @param channels C
   * @param blocks n temporal-aware blocks; dilation 2^i
   */
  public record Network(int features, int channels, int blocks) {
    /** Floats of one encoder's parameters. */
    public long parameters() {
      NativeLibrary.load();
      long[] count = new long[1];
      Status.check(Native.emodna_encoder_parameters(features, channels, blocks, count));
      return count[0];
    }

    /** Floats of one encoder's running statistics for one domain. */
    public long statistics() {
      NativeLibrary.load();
      long[] count = new long[1];
      Status.check(Native.emodna_encoder_statistics(channels, blocks, count));
      return count[0];
    }
  }

  /**
   * What one call works on.
   *
   * @param groups G encoders at once
   * @param inputs R distinct inputs; divides G
   * @param batch B rows
   * @param frames T frames a row
   */
  public record Shape(int groups, int inputs, int batch, int frames) {}

  /** Who computes the convolutions. */
  public enum Engine {
    /** The backend's own kernels, fused with what lies around the convolutions. */
    FUSED(Native.EMODNA_ENGINE_FUSED),
    /** cuDNN; CUDA devices only. */
    CUDNN(Native.EMODNA_ENGINE_CUDNN);

    private final int code;

    Engine(int code) {
      this.code = code;
    }
  }

  private final emodna_encoder_args args;
  private final Network network;
  private final Shape shape;

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

  /** Batch statistics and dropout (true), or running statistics. */
  public TimNet train(boolean train) {
    args.train(train ? 1 : 0);
    return this;
  }

  /** Keep what the backward pass needs. */
  public TimNet keep(boolean keep) {
    args.keep(keep ? 1 : 0);
    return this;
  }

  /** Domain-specific BatchNorm: rows below {@code rows} use statistics 0, the others 1. */
  public TimNet domains(int domains, int rows) {
    requireUnbound(domains != args.domains(), "domains", "statistics");
    args.domains(domains).domain_rows(rows);
    return this;
  }

  /** Who computes the convolutions, and how they multiply; fused in float32 unless said. */
  public TimNet engine(Engine engine, Precision precision) {
    args.engine(engine.code).precision(precision.code);
    return this;
  }

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

  /** z [G, B, C]; g [G, B, n, C] or null. */
  public TimNet output(Tensor z, Tensor g) {
    long rows = (long) shape.groups * shape.batch;
    args.z(floats("z", z, rows * network.channels));
    args.g(floats("g", g, rows * network.blocks * network.channels));
    return this;
  }

  /** dz [G, B, C]; dparameters [G, P], added to; dx [G, B, T, F] or null. */
  public TimNet gradients(Tensor dz, Tensor dparameters, Tensor dx) {
    long rows = (long) shape.groups * shape.batch;
    args.dz(floats("dz", dz, rows * network.channels));
    args.dparameters(floats("dparameters", dparameters, shape.groups * network.parameters()));
    args.dx(floats("dx", dx, rows * shape.frames * network.features));
    return this;
  }

  /** Bytes of workspace that the settings made so far ask for; no tensor need be bound. */
  public long workspaceBytes() {
    try (SizeTPointer bytes = new SizeTPointer(1)) {
      query(() -> Native.emodna_encoder_workspace(stream().context().handle(), args, bytes));
      return bytes.get();
    }
  }

  /** Allocates the workspace for the settings made so far; call it last. */
  public TimNet allocate() {
    long bytes = workspaceBytes();
    Tensor workspace = workspace(bytes);
    args.workspace(workspace == null ? null : workspace.address(0)).workspace_bytes(bytes);
    return this;
  }

  public void forward() {
    run(() -> Native.emodna_encoder_forward(stream().handle(), args));
  }

  public void backward() {
    run(() -> Native.emodna_encoder_backward(stream().handle(), args));
  }
}
