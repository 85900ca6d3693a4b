package org.emodna.gpu;

import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.global.cudart;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;

/**
 * A stream on one GPU through the preset of the CUDA runtime. It is the runtime of the machine, not
 * the one in our backend, and stays on the thread that opened it.
 */
final class CudaStream implements AutoCloseable {
  private static final int LEAST_CAPABILITY = 8;

  private final Held held = new Held();
  private final CUstream_st stream = new CUstream_st();

  private CudaStream() {}

  /**
   * Opens a GPU.
   *
   * @param usable its number among those that our backend can use, which is cuda:N
   * @throws EmoDnaException if the CUDA runtime can't be loaded or a call fails
   */
  static CudaStream open(int usable) {
    CudaLibrary.cudart().require();
    CudaStream opened = new CudaStream();
    try {
      check("cudaSetDevice", cudart.cudaSetDevice(ordinal(usable)));
      check(
          "cudaStreamCreateWithFlags",
          cudart.cudaStreamCreateWithFlags(opened.stream, cudart.cudaStreamNonBlocking));
      opened.held.add(() -> check("cudaStreamDestroy", cudart.cudaStreamDestroy(opened.stream)));
      return opened;
    } catch (RuntimeException e) {
      opened.held.closeAfter(e);
      throw e;
    }
  }

  /** CUDA's number of a GPU: our backend leaves out those of a lower compute capability. */
  private static int ordinal(int usable) {
    int[] value = new int[1];
    check("cudaGetDeviceCount", cudart.cudaGetDeviceCount(value));
    int count = value[0];
    int before = 0;
    for (int ordinal = 0; ordinal < count; ordinal++) {
      int attribute = cudart.cudaDevAttrComputeCapabilityMajor;
      check("cudaDeviceGetAttribute", cudart.cudaDeviceGetAttribute(value, attribute, ordinal));
      if (value[0] >= LEAST_CAPABILITY && before++ == usable) {
        return ordinal;
      }
    }
    throw new EmoDnaException(
        Problem.of("CUDA runtime", "it does not know the GPU cuda:" + usable)
            .remedy("see whether nvidia-smi lists it"));
  }

  static void check(String call, int status) {
    CudaStatus.check("CUDA runtime", call, status, cudart::cudaGetErrorString);
  }

  CUstream_st handle() {
    return stream;
  }

  /** Waits for what was queued. */
  void synchronize() {
    check("cudaStreamSynchronize", cudart.cudaStreamSynchronize(stream));
  }

  @Override
  public void close() {
    held.close();
  }
}
