package org.emodna.kernels;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.emodna.base.InvalidArgumentException;

/**
 * The device that a user's choice stands for, and why: "cpu" is the CPU, "cuda" or "cuda:N" a GPU,
 * "auto" a GPU if one is usable and otherwise the CPU. Only "cuda" can stand for an emulated GPU,
 * and only if its library is named. What can use several devices asks {@link #each}: "cuda:all" is
 * every usable GPU, "cuda:0,2" those.
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

  private static final System.Logger LOG = System.getLogger(DeviceChoice.class.getName());

  private static final String ALL = "cuda:all";
  private static final String SEVERAL = "cuda:all|cuda:\\d{1,3}(,\\d{1,3})+";

  /**
   * Chooses a device.
   *
   * @param wish "auto", "cpu", "cuda" or "cuda:N", in upper or lower case
   * @throws InvalidArgumentException for any other text
   * @throws DeviceUnavailableException if a GPU is asked for and that one is not usable; says why
   */
  public static DeviceChoice of(String wish) {
    String wanted = requireOne(wish);
    DeviceChoice chosen = choose(wish, wanted);
    LOG.log(System.Logger.Level.DEBUG, "device {0}: {1}", chosen.device, chosen.reason);
    return chosen;
  }

  /**
   * Checks a wish for one device without looking for the device, which may be another machine's.
   *
   * @return it in lower case
   * @throws InvalidArgumentException if it is not one that {@link #of} takes
   */
  public static String requireOne(String wish) {
    String wanted = wish.toLowerCase(Locale.ROOT);
    if (isForMany(wish)) {
      throw new InvalidArgumentException(
          "device '"
              + wish
              + "' is for many runs, and this uses one device; choose auto, cpu, cuda"
              + " or cuda:N");
    }
    if (!wanted.matches("auto|cpu|cuda(:\\d{1,3})?")) {
      throw new InvalidArgumentException(
          "unknown device '"
              + wish
              + "'; choose auto, cpu, cuda or cuda:N, for many runs also"
              + " cuda:all or cuda:N,N");
    }
    return wanted;
  }

  /**
   * @param wish as it was said, for messages
   * @param wanted one device
   */
  private static DeviceChoice choose(String wish, String wanted) {
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
    throw unusable(wish, problem);
  }

  private static DeviceUnavailableException unusable(String wish, String why) {
    return new DeviceUnavailableException("device " + wish + " can't be used: " + why);
  }

  /** Whether a wish is "cuda:all" or a list, which {@link #each} takes and {@link #of} refuses. */
  public static boolean isForMany(String wish) {
    return wish.toLowerCase(Locale.ROOT).matches(SEVERAL);
  }

  /**
   * Chooses devices for many runs. They are of one kind, on which a run has the same bits.
   *
   * @param wish "cuda:all" for every usable GPU, "cuda:0,2" for those, or what {@link #of} takes
   * @return at least one, each once, in the order of their numbers
   * @throws InvalidArgumentException for any other text, and for a GPU that is named twice
   * @throws DeviceUnavailableException if one of them is not usable, or if they are of several
   *     kinds
   */
  public static List<DeviceChoice> each(String wish) {
    if (!isForMany(wish)) {
      return List.of(of(wish));
    }
    String wanted = wish.toLowerCase(Locale.ROOT);
    if (!wanted.equals(ALL)) {
      return ofOneKind(wish, named(wish, wanted));
    }
    int usable = gpus().size();
    if (usable < 2) {
      return List.of(new DeviceChoice(choose(wish, "cuda").device, "the only usable GPU"));
    }
    return ofOneKind(wish, named(IntStream.range(0, usable)));
  }

  private static List<DeviceChoice> named(String wish, String wanted) {
    int[] numbers =
        Arrays.stream(wanted.substring("cuda:".length()).split(","))
            .mapToInt(Integer::parseInt)
            .sorted()
            .toArray();
    if (Arrays.stream(numbers).distinct().count() < numbers.length) {
      throw new InvalidArgumentException(
          "device '" + wish + "' names a GPU twice; name each of them once");
    }
    return named(Arrays.stream(numbers));
  }

  private static List<DeviceChoice> named(IntStream numbers) {
    return numbers.mapToObj(number -> of("cuda:" + number)).toList();
  }

  /** A run's bits, and the address of a stored one, belong to a kind of GPU. */
  private static List<DeviceChoice> ofOneKind(String wish, List<DeviceChoice> chosen) {
    Device first = chosen.get(0).device;
    List<DeviceChoice> alike =
        chosen.stream().filter(choice -> choice.device.isLike(first)).toList();
    if (alike.size() < chosen.size()) {
      String numbers =
          alike.stream()
              .map(choice -> choice.label().substring("cuda:".length()))
              .collect(Collectors.joining(","));
      throw unusable(
          wish,
          ("these GPUs are of several kinds, on which runs may differ in their bits: %s; name"
                  + " those of one kind, such as cuda:%s")
              .formatted(
                  chosen.stream()
                      .map(choice -> choice.label() + " (" + choice.device.describe() + ")")
                      .collect(Collectors.joining(", ")),
                  numbers));
    }
    return chosen;
  }

  /** The name by which a user chooses the device: "cpu" or "cuda:N". */
  public String label() {
    return device.backend().equals("cpu") ? "cpu" : "cuda:" + gpus().indexOf(device);
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
        : "the first of "
            + gpus
            + " usable GPUs (cuda:N chooses another, for many runs cuda:all takes all)";
  }

  private static String numbered(List<Device> gpus) {
    return IntStream.range(0, gpus.size())
        .mapToObj(i -> "cuda:" + i + " (" + gpus.get(i).name() + ")")
        .collect(Collectors.joining(", "));
  }
}
