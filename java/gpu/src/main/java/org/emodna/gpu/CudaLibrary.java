package org.emodna.gpu;

import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.emodna.kernels.DeviceChoice;

/**
 * A library of the CUDA toolkit that a user may have installed. EMO-DNA's CUDA backend needs none
 * of them: it holds what it uses of the CUDA runtime, and no operation of this version calls cuBLAS
 * or cuDNN.
 *
 * @param problem why it can't be loaded, or null
 */
public record CudaLibrary(String name, String problem) {

  /** Looks for all of them, if the CUDA backend has found a GPU; else an empty list. */
  public static List<CudaLibrary> all() {
    if (DeviceChoice.gpus().stream().allMatch(device -> device.emulated())) {
      return List.of();
    }
    return allUnguarded();
  }

  static List<CudaLibrary> allUnguarded() {
    return List.of(
        load("CUDA runtime 13", "cudart"), load("cuBLAS 13", "cublas"), load("cuDNN 9", "cudnn"));
  }

  private static CudaLibrary load(String name, String preset) {
    try {
      // By name: the class itself would load the library as soon as it is mentioned.
      Class<?> global =
          Class.forName(
              "org.bytedeco.cuda.global." + preset, false, CudaLibrary.class.getClassLoader());
      Loader.load(global);
      return new CudaLibrary(name, null);
    } catch (LinkageError | ClassNotFoundException e) {
      return new CudaLibrary(name, e.getMessage());
    }
  }

  /** "cuDNN 9: found", or why not. */
  @Override
  public String toString() {
    return name + ": " + (problem == null ? "found" : "not found");
  }
}
