package org.emodna.gpu;

import org.bytedeco.cuda.cudnn.cudnnContext;
import org.bytedeco.cuda.global.cudnn;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.SizeTPointer;

/**
 * Convolutions by NVIDIA's cuDNN in plain float32 (FMA, no TF32), by the algorithms that it
 * documents as deterministic. These are the functions that the encoder's engine cudnn calls, too;
 * NVIDIA deprecates them in favour of graphs, and keeps them in cuDNN 9.
 */
@SuppressWarnings("deprecation")
final class Cudnn implements DilatedConvolution, AutoCloseable {
  private static final int FORWARD = cudnn.CUDNN_CONVOLUTION_FWD_ALGO_IMPLICIT_PRECOMP_GEMM;
  private static final int DATA = cudnn.CUDNN_CONVOLUTION_BWD_DATA_ALGO_1;
  private static final int FILTER = cudnn.CUDNN_CONVOLUTION_BWD_FILTER_ALGO_1;

  private final CudaStream stream;
  private final Held held = new Held();
  private final cudnnContext handle = new cudnnContext();

  private Cudnn(CudaStream stream) {
    this.stream = stream;
  }

  /**
   * Opens the library.
   *
   * @throws org.emodna.base.EmoDnaException if it can't be loaded or a call fails
   */
  static Cudnn open(CudaStream stream) {
    CudaLibrary.cudnn().require();
    Cudnn opened = new Cudnn(stream);
    try {
      check("cudnnCreate", cudnn.cudnnCreate(opened.handle));
      opened.held.add(() -> check("cudnnDestroy", cudnn.cudnnDestroy(opened.handle)));
      check("cudnnSetStream", cudnn.cudnnSetStream(opened.handle, stream.handle()));
      return opened;
    } catch (RuntimeException e) {
      opened.held.closeAfter(e);
      throw e;
    }
  }

  /** "cuDNN 9.19.0". */
  String name() {
    return "cuDNN " + CudaLibrary.version(cudnn.cudnnGetVersion());
  }

  static void check(String call, int status) {
    CudaStatus.check("cuDNN", call, status, cudnn::cudnnGetErrorString);
  }

  /** What the three calls have in common. */
  private final class Call {
    final DeviceMemory memory;
    final CudnnDescriptors descriptors;
    final SizeTPointer workspaceBytes = new SizeTPointer(1);
    final FloatPointer one = new FloatPointer(1f);
    final FloatPointer zero = new FloatPointer(0f);

    Call(Held during, Shape shape) {
      for (Pointer host : new Pointer[] {workspaceBytes, one, zero}) {
        during.add(host::close);
      }
      memory = new DeviceMemory(stream, during);
      descriptors = new CudnnDescriptors(shape, during);
    }

    Pointer workspace() {
      return memory.bytes(workspaceBytes.get());
    }
  }

  @Override
  public float[] forward(Shape shape, float[] x, float[] w) {
    try (Held during = new Held()) {
      Call call = new Call(during, shape);
      CudnnDescriptors of = call.descriptors;
      FloatPointer input = call.memory.upload(x);
      FloatPointer weight = call.memory.upload(w);
      FloatPointer y = call.memory.floats(shape.ySize());
      check(
          "cudnnGetConvolutionForwardWorkspaceSize",
          cudnn.cudnnGetConvolutionForwardWorkspaceSize(
              handle, of.x, of.w, of.convolution, of.y, FORWARD, call.workspaceBytes));
      check(
          "cudnnConvolutionForward",
          cudnn.cudnnConvolutionForward(
              handle,
              call.one,
              of.x,
              input,
              of.w,
              weight,
              of.convolution,
              FORWARD,
              call.workspace(),
              call.workspaceBytes.get(),
              call.zero,
              of.y,
              y));
      return call.memory.download(y, shape.ySize());
    }
  }

  @Override
  public float[] backwardData(Shape shape, float[] w, float[] dy) {
    try (Held during = new Held()) {
      Call call = new Call(during, shape);
      CudnnDescriptors of = call.descriptors;
      FloatPointer weight = call.memory.upload(w);
      FloatPointer gradient = call.memory.upload(dy);
      FloatPointer dx = call.memory.floats(shape.xSize());
      check(
          "cudnnGetConvolutionBackwardDataWorkspaceSize",
          cudnn.cudnnGetConvolutionBackwardDataWorkspaceSize(
              handle, of.w, of.y, of.convolution, of.x, DATA, call.workspaceBytes));
      check(
          "cudnnConvolutionBackwardData",
          cudnn.cudnnConvolutionBackwardData(
              handle,
              call.one,
              of.w,
              weight,
              of.y,
              gradient,
              of.convolution,
              DATA,
              call.workspace(),
              call.workspaceBytes.get(),
              call.zero,
              of.x,
              dx));
      return call.memory.download(dx, shape.xSize());
    }
  }

  @Override
  public float[] backwardFilter(Shape shape, float[] x, float[] dy) {
    try (Held during = new Held()) {
      Call call = new Call(during, shape);
      CudnnDescriptors of = call.descriptors;
      FloatPointer input = call.memory.upload(x);
      FloatPointer gradient = call.memory.upload(dy);
      FloatPointer dw = call.memory.floats(shape.weights());
      check(
          "cudnnGetConvolutionBackwardFilterWorkspaceSize",
          cudnn.cudnnGetConvolutionBackwardFilterWorkspaceSize(
              handle, of.x, of.y, of.convolution, of.w, FILTER, call.workspaceBytes));
      check(
          "cudnnConvolutionBackwardFilter",
          cudnn.cudnnConvolutionBackwardFilter(
              handle,
              call.one,
              of.x,
              input,
              of.y,
              gradient,
              of.convolution,
              FILTER,
              call.workspace(),
              call.workspaceBytes.get(),
              call.zero,
              of.w,
              dw));
      return call.memory.download(dw, shape.weights());
    }
  }

  @Override
  public void close() {
    held.close();
  }
}
