package org.emodna.kernels;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.Loader;
import org.emodna.kernels.bindings.Native;

/**
 * Which device a user's wish comes to, and why: "auto" takes a GPU where one is usable and else the
 * CPU, "cpu" the CPU, "cuda" or "cuda:N" a GPU or nothing.
 *
 * @param device the chosen one
 * @param reason for logs and reports
 */
public record DeviceChoice(Device device, String reason) {
  /**
   * Path of the CUDA plug-in, where it is not on the class path; also the variable
   * EMODNA_CUDA_LIBRARY.
   */
  public static final String CUDA_LIBRARY = "emodna.cuda.library";

  /**
   * Chooses.
   *
   * @throws InvalidArgumentException if the wish is none of the above
   * @throws DeviceUnavailableException if a GPU is asked for and none is usable; says why
   */
  public static DeviceChoice of(String wish) {
    String wanted = wish.toLowerCase(Locale.ROOT);
    if (!wanted.matches("auto|cpu|cuda(:\\d{1,3})?")) {
      throw new InvalidArgumentException(
          "device '" + wish + "' is none of auto, cpu, cuda, cuda:N");
    }
    Device cpu = Device.list().get(0);
    if (wanted.equals("cpu")) {
      return new DeviceChoice(cpu, "asked for");
    }
    String problem = cudaProblem();
    List<Device> gpus =
        Device.list().stream().filter(device -> device.backend().equals("cuda")).toList();
    int index = wanted.contains(":") ? Integer.parseInt(wanted.substring(5)) : 0;
    if (index < gpus.size()) {
      return new DeviceChoice(gpus.get(index), wanted.equals("auto") ? "usable" : "asked for");
    }
    if (problem == null) {
      problem = "there are " + gpus.size() + " usable GPUs";
    }
    if (wanted.equals("auto")) {
      return new DeviceChoice(cpu, "no GPU: " + problem);
    }
    throw new DeviceUnavailableException("device " + wish + " can't be used: " + problem);
  }

  /** Opens the chosen device with the given number of CPU threads; 0 = all. */
  public KernelContext open(int threads) {
    return KernelContext.open(device.number(), threads, "");
  }

  /** Loads the CUDA plug-in; why it can't be used, or null if it can. */
  public static synchronized String cudaProblem() {
    NativeLibrary.load();
    try {
      String path = cudaLibrary();
      if (path == null) {
        return "no CUDA backend is installed (neither on the class path nor named by -D"
            + CUDA_LIBRARY
            + ")";
      }
      Status.check(Native.emodna_backend_load(path));
      return null;
    } catch (DeviceUnavailableException | DeviceFailureException | IOException e) {
      return e.getMessage();
    }
  }

  private static String cudaLibrary() throws IOException {
    String named = System.getProperty(CUDA_LIBRARY, System.getenv("EMODNA_CUDA_LIBRARY"));
    if (named != null && !named.isBlank()) {
      return named;
    }
    URL packed = Native.class.getResource(Loader.getPlatform() + "-gpu/libemodna_cuda.so");
    if (packed == null) {
      return null;
    }
    File extracted = Loader.cacheResource(packed);
    return extracted == null ? null : extracted.getPath();
  }
}
