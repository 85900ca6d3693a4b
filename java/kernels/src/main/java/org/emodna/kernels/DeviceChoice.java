package org.emodna.kernels;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.emodna.base.InvalidArgumentException;

/**
 * Which device a user's wish comes to, and why: "auto" takes a GPU where one is usable and else the
 * CPU, "cpu" the CPU, "cuda" or "cuda:N" a GPU or nothing. An emulated GPU is taken only by "cuda",
 * and only where its library is named.
 *
 * @param device the chosen one
 * @param reason for logs and reports
 */
public record DeviceChoice(Device device, String reason) {
  /**
   * Path of the CUDA plug-in, where it is not on the class path; also the variable
   * EMODNA_CUDA_LIBRARY.
   */
  public static final String CUDA_LIBRARY = CudaPlugin.LIBRARY;

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
    boolean auto = wanted.equals("auto");
    String problem = cudaProblem();
    List<Device> gpus = auto ? gpus(false) : gpus(CudaPlugin.isNamed());
    int index = wanted.contains(":") ? Integer.parseInt(wanted.substring(5)) : 0;
    if (index < gpus.size()) {
      return new DeviceChoice(gpus.get(index), auto ? among(gpus.size()) : "asked for");
    }
    if (problem == null) {
      problem =
          gpus.isEmpty()
              ? "the library " + CudaPlugin.named() + " only emulates one"
              : "the usable GPUs are " + numbered(gpus);
    }
    if (auto) {
      return new DeviceChoice(cpu, "no GPU: " + withoutMend(problem));
    }
    throw new DeviceUnavailableException("device " + wish + " can't be used: " + problem);
  }

  /** Opens the chosen device with the given number of CPU threads; 0 = all. */
  public KernelContext open(int threads) {
    return KernelContext.open(device.number(), threads, "");
  }

  /** Loads the CUDA plug-in; why it can't be used, or null if it can. */
  public static String cudaProblem() {
    return CudaPlugin.problem();
  }

  /** The usable GPUs; number N of the list is "cuda:N". */
  public static List<Device> gpus() {
    cudaProblem();
    return gpus(CudaPlugin.isNamed());
  }

  private static List<Device> gpus(boolean emulated) {
    return Device.list().stream()
        .filter(device -> device.backend().equals("cuda") && (emulated || !device.emulated()))
        .toList();
  }

  /** Messages give the remedy after a semicolon. Who asks for no GPU need not read it each time. */
  private static String withoutMend(String problem) {
    int end = problem.indexOf(';');
    return end < 0 ? problem : problem.substring(0, end);
  }

  private static String among(int gpus) {
    return gpus == 1
        ? "the usable GPU"
        : "the first of " + gpus + " usable GPUs (cuda:N takes another)";
  }

  private static String numbered(List<Device> gpus) {
    return IntStream.range(0, gpus.size())
        .mapToObj(i -> "cuda:" + i + " (" + gpus.get(i).name() + ")")
        .collect(Collectors.joining(", "));
  }
}
