package org.emodna.gpu;

import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.emodna.kernels.DeviceChoice;

/**
 * An NVIDIA library that a user may have installed in addition to the driver. The CUDA backend
 * contains what it needs of the CUDA runtime; only the encoder's engine cudnn needs more.
 *
 * @param name with its major version
 * @param purpose what needs it
 * @param problem why it can't be loaded, or null
 */
public record CudaLibrary(String name, String purpose, String problem) {

  /** Looks for all of them if the CUDA backend has found a GPU; otherwise an empty list. */
  public static List<CudaLibrary> all() {
    if (DeviceChoice.gpus().stream().allMatch(device -> device.emulated())) {
      return List.of();
    }
    return allUnguarded();
  }

  static List<CudaLibrary> allUnguarded() {
    return List.of(
        load("CUDA runtime 13", "nothing in this version needs it", "cudart"),
        load("cuBLAS 13", "cuDNN needs it", "cublas"),
        load("cuDNN 9", "encoder.engine cudnn needs it", "cudnn"));
  }

  private static CudaLibrary load(String name, String purpose, String preset) {
    try {
      // By name: the class itself would load the library as soon as it is mentioned.
      Class<?> global =
          Class.forName(
              "org.bytedeco.cuda.global." + preset, false, CudaLibrary.class.getClassLoader());
      Loader.load(global);
      return new CudaLibrary(name, purpose, null);
    } catch (LinkageError | ClassNotFoundException e) {
      return new CudaLibrary(name, purpose, e.getMessage());
    }
  }

  /** "cuDNN 9: not found; encoder.engine cudnn needs it". */
  @Override
  public String toString() {
    return name + ": " + (problem == null ? "found" : "not found") + "; " + purpose;
  }
}
