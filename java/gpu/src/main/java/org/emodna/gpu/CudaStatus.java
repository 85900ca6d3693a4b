package org.emodna.gpu;

import java.util.function.IntFunction;
import org.bytedeco.javacpp.BytePointer;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;

/** The status that every function of NVIDIA's libraries returns; 0 is success. */
final class CudaStatus {
  private CudaStatus() {}

  /**
   * Throws unless a call succeeded.
   *
   * @param words what the library says of a status
   */
  static void check(String library, String call, int status, IntFunction<BytePointer> words) {
    if (status != 0) {
      String said = words.apply(status).getString();
      throw new EmoDnaException(
          Problem.of(library, "%s failed: %s (%d)".formatted(call, said, status))
              .remedy("see by nvidia-smi whether the GPU is well, its driver new and memory free"));
    }
  }
}
