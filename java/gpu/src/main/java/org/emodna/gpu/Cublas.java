package org.emodna.gpu;

import org.bytedeco.cuda.cublas.cublasContext;
import org.bytedeco.cuda.global.cublas;
import org.bytedeco.javacpp.FloatPointer;

/** Products by NVIDIA's cuBLAS in plain float32: its pedantic mode uses no TF32. */
final class Cublas implements MatrixProduct, AutoCloseable {
  private final CudaStream stream;
  private final Held held = new Held();
  private final cublasContext handle = new cublasContext();
  private int version;

  private Cublas(CudaStream stream) {
    this.stream = stream;
  }

  /**
   * Opens the library.
   *
   * @throws org.emodna.base.EmoDnaException if it can't be loaded or a call fails
   */
  static Cublas open(CudaStream stream) {
    CudaLibrary.cublas().require();
    Cublas opened = new Cublas(stream);
    try {
      opened.prepare();
      return opened;
    } catch (RuntimeException e) {
      opened.held.closeAfter(e);
      throw e;
    }
  }

  private void prepare() {
    check("cublasCreate", cublas.cublasCreate_v2(handle));
    held.add(() -> check("cublasDestroy", cublas.cublasDestroy_v2(handle)));
    check("cublasSetStream", cublas.cublasSetStream_v2(handle, stream.handle()));
    check("cublasSetMathMode", cublas.cublasSetMathMode(handle, cublas.CUBLAS_PEDANTIC_MATH));
    int[] number = new int[1];
    check("cublasGetVersion", cublas.cublasGetVersion_v2(handle, number));
    version = number[0];
  }

  /** "cuBLAS 13.1.0". */
  String name() {
    return "cuBLAS " + CudaLibrary.version(version);
  }

  @Override
  public float[] product(int m, int n, int k, Operand a, Operand b) {
    try (Held during = new Held();
        FloatPointer one = new FloatPointer(1f);
        FloatPointer zero = new FloatPointer(0f)) {
      DeviceMemory memory = new DeviceMemory(stream, during);
      FloatPointer left = memory.upload(a.values());
      FloatPointer right = memory.upload(b.values());
      FloatPointer c = memory.floats((long) m * n);
      check(
          "cublasSgemm",
          cublas.cublasSgemm_v2(
              handle,
              form(a),
              form(b),
              m,
              n,
              k,
              one,
              left,
              a.leading(),
              right,
              b.leading(),
              zero,
              c,
              m));
      return memory.download(c, m * n);
    }
  }

  private static int form(Operand operand) {
    return operand.transposed() ? cublas.CUBLAS_OP_T : cublas.CUBLAS_OP_N;
  }

  private static void check(String call, int status) {
    CudaStatus.check("cuBLAS", call, status, cublas::cublasGetStatusString);
  }

  @Override
  public void close() {
    held.close();
  }
}
