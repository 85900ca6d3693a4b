package org.emodna.gpu;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Loader;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;
import org.emodna.kernels.DeviceChoice;

/**
 * An NVIDIA library that a user may have installed in addition to the driver. The CUDA backend
 * contains what it needs of the CUDA runtime; only the encoder's engine cudnn needs more, and what
 * {@link KernelVerification} compares with.
 *
 * @param name with its major version
 * @param purpose what needs it
 * @param problem why it can't be loaded, or null
 */
public record CudaLibrary(String name, String purpose, String problem) {
  /** The presets; each builds on those before it. */
  private static final List<String> PRESETS = List.of("cudart", "cublas", "cudnn");

  /** By preset; "" if there is none. Kept, as a class that failed once says no reason again. */
  private static final Map<String, String> PROBLEMS = new HashMap<>();

  /** Looks for all of them if the CUDA backend has found a GPU; otherwise an empty list. */
  public static List<CudaLibrary> all() {
    if (DeviceChoice.gpus().stream().allMatch(device -> device.emulated())) {
      return List.of();
    }
    return allUnguarded();
  }

  static List<CudaLibrary> allUnguarded() {
    return List.of(cudart(), cublas(), cudnn());
  }

  static CudaLibrary cudart() {
    return load("CUDA runtime 13", "the comparison of kernels needs it", "cudart");
  }

  static CudaLibrary cublas() {
    return load("cuBLAS 13", "cuDNN and the comparison of kernels need it", "cublas");
  }

  static CudaLibrary cudnn() {
    return load("cuDNN 9", "encoder.engine cudnn and the comparison of kernels need it", "cudnn");
  }

  /**
   * Makes sure that it is loaded.
   *
   * @throws EmoDnaException if it can't be
   */
  void require() {
    if (problem != null) {
      throw new EmoDnaException(
          Problem.of(name, "it can't be loaded (" + problem + ")")
              .remedy(
                  "install it and put its folder on LD_LIBRARY_PATH, and the jar"
                      + " org.bytedeco:cuda with this platform's classifier on the class path"));
    }
  }

  /** A version as all of these libraries number it: 91900 is 9.19.0. */
  static String version(long number) {
    return number / 10_000 + "." + number / 100 % 100 + "." + number % 100;
  }

  private static CudaLibrary load(String name, String purpose, String preset) {
    return new CudaLibrary(name, purpose, problem(preset));
  }

  /** Why a preset can't be loaded, or one of those that it builds on; null if it can. */
  private static synchronized String problem(String preset) {
    for (String each : PRESETS.subList(0, PRESETS.indexOf(preset) + 1)) {
      String problem = PROBLEMS.computeIfAbsent(each, CudaLibrary::tryToLoad);
      if (!problem.isEmpty()) {
        return problem;
      }
    }
    return null;
  }

  private static String tryToLoad(String preset) {
    try {
      // By name: the class itself would load the library as soon as it is mentioned.
      Class<?> global =
          Class.forName(
              "org.bytedeco.cuda.global." + preset, false, CudaLibrary.class.getClassLoader());
      Loader.load(global);
      return "";
    } catch (LinkageError | ClassNotFoundException e) {
      Throwable first = e;
      while (first.getCause() != null) {
        first = first.getCause();
      }
      return String.valueOf(first.getMessage());
    }
  }

  /** "cuDNN 9: not found; encoder.engine cudnn needs it". */
  @Override
  public String toString() {
    return name + ": " + (problem == null ? "found" : "not found") + "; " + purpose;
  }
}
