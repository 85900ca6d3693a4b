package org.emodna.kernels;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.emodna.base.InvalidArgumentException;

/**
 * The device that a user's choice stands for, and why: "cpu" is the CPU, "cuda" or "cuda:N" a GPU,
 * "auto" a GPU if one is usable and otherwise the CPU. Only "cuda" can stand for an emulated GPU,
 * and only if its library is named.
 *
 * @param device the chosen device
 * @param reason for logs and reports
 */
public record DeviceChoice(Device device, String reason) {
  /**
   * System property: path of the CUDA plug-in, if it is not on the class path. The environment
   * variable EMODNA_CUDA_LIBRARY does the same.
   */
  public static final String CUDA_LIBRARY = CudaPlugin.LIBRARY;

  /**
   * Chooses a device.
   *
   * @param wish "auto", "cpu", "cuda" or "cuda:N", in upper or lower case
   * @throws InvalidArgumentException for any other text
   * @throws DeviceUnavailableException if a GPU is asked for and that one is not usable; says why
   */
  public static DeviceChoice of(String wish) {
    String wanted = wish.toLowerCase(Locale.ROOT);
    if (!wanted.matches("auto|cpu|cuda(:\\d{1,3})?")) {
      throw new InvalidArgumentException(
          "unknown device '" + wish + "'; choose auto, cpu, cuda or cuda:N");
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
              ? "the library " + CudaPlugin.named() + " only emulates a GPU"
              : "the usable GPUs are " + numbered(gpus);
    }
    if (auto) {
      return new DeviceChoice(cpu, "no GPU: " + withoutRemedy(problem));
    }
    throw new DeviceUnavailableException("device " + wish + " can't be used: " + problem);
  }

  /** Opens the chosen device with the given number of CPU threads; 0 = all. */
  public KernelContext open(int threads) {
    return KernelContext.open(device.number(), threads, "");
  }

  /** Loads the CUDA plug-in. Says why it can't be used, or null if it can. */
  public static String cudaProblem() {
    return CudaPlugin.problem();
  }

  /** The usable GPUs; the one at index N is "cuda:N". */
  public static List<Device> gpus() {
    cudaProblem();
    return gpus(CudaPlugin.isNamed());
  }

  private static List<Device> gpus(boolean emulated) {
    return Device.list().stream()
        .filter(device -> device.backend().equals("cuda") && (emulated || !device.emulated()))
        .toList();
  }

  /** Messages give the remedy after a semicolon; it is of no use to those who want no GPU. */
  private static String withoutRemedy(String problem) {
    int end = problem.indexOf(';');
    return end < 0 ? problem : problem.substring(0, end);
  }

  private static String among(int gpus) {
    return gpus == 1
        ? "the usable GPU"
        : "the first of " + gpus + " usable GPUs (cuda:N chooses another)";
  }

  private static String numbered(List<Device> gpus) {
    return IntStream.range(0, gpus.size())
        .mapToObj(i -> "cuda:" + i + " (" + gpus.get(i).name() + ")")
        .collect(Collectors.joining(", "));
  }
}
