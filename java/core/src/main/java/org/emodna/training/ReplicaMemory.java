package org.emodna.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.emodna.config.TrainingConfig;
import org.emodna.kernels.Device;
import org.emodna.kernels.Stream;
import org.emodna.model.Network;

/**
 * How much device memory a set of replicas takes, known before any of it is allocated: the step is
 * built once in a context that only counts.
 */
final class ReplicaMemory {
  /** Share of the memory that a set may fill: the system and the graph's own needs come beside. */
  private static final double USABLE = 0.9;

  private static final Path SYSTEM = Path.of("/proc/meminfo");
  private static final Path GROUP = Path.of("/sys/fs/cgroup");

  private final Stream stream;
  private final TrainingConfig config;
  private final Network network;
  private final List<Run> runs;
  private final int stepsPerEpoch;

  /**
   * @param runs of equal shape, in the order in which they would be trained; the last stands for
   *     those behind it too
   */
  ReplicaMemory(
      Stream stream, TrainingConfig config, Network network, List<Run> runs, int stepsPerEpoch) {
    this.stream = stream;
    this.config = config;
    this.network = network;
    this.runs = List.copyOf(runs);
    this.stepsPerEpoch = stepsPerEpoch;
  }

  /**
   * Demands that so many replicas fit; a single run may always try, an ensemble too.
   *
   * @param members replicas of each run
   */
  void requireRoom(int replicas, int members) {
    requireRoom(replicas, members, available());
  }

  /**
   * @param available bytes; 0 = not known, and nothing is refused
   */
  void requireRoom(int replicas, int members, long available) {
    if (replicas > members && available > 0 && bytes(replicas) > available) {
      throw new NoRoomException(tooMany(replicas, members, available));
    }
    if (replicas > 1 && !countable(replicas)) {
      // A single run too: no device can hold it.
      throw new NoRoomException(
          members == 1
              ? replicas + " models have more weights than can be trained at once: train fewer"
              : "ensembles of %d have more weights than can be trained at once: lower `ensemble`"
                  .formatted(members));
    }
  }

  private String tooMany(int replicas, int members, long available) {
    int runs = replicas / members;
    int fit = fitting(replicas, available) / members;
    String remedy =
        fit == 0
            ? "Not one fits: free memory"
            : "At most " + fit + (fit == 1 ? " fits" : " fit") + ": train the others afterwards";
    return String.format(
        Locale.ROOT,
        "%d models at once%s need %s of memory on %s, which has %s for them. %s, or lower %sthe batch"
            + " sizes (schedule.batch-source, schedule.batch-target)",
        runs,
        members == 1 ? "" : ", each an ensemble of " + members + ",",
        gibibytes(bytes(replicas)),
        stream.context().device(),
        gibibytes(available),
        remedy,
        members == 1 ? "" : "`ensemble` or ");
  }

  /** How many of the wanted replicas fit; a single one may always try. */
  int fitting(int wanted) {
    long available = available();
    return available == 0 ? wanted : Math.max(1, fitting(wanted, available));
  }

  private int fitting(int wanted, long available) {
    // The most that fits lies between these; more replicas never take less.
    int fit = 0;
    int tooMany = wanted + 1;
    while (tooMany - fit > 1) {
      int middle = (fit + tooMany) >>> 1;
      if (bytes(middle) <= available) {
        fit = middle;
      } else {
        tooMany = middle;
      }
    }
    return fit;
  }

  private static String gibibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1 << 30));
  }

  /** Bytes of device memory that the first so many runs take, their corpora included. */
  long bytes(int replicas) {
    if (!countable(replicas)) {
      return Long.MAX_VALUE;
    }
    List<Run> set = new ArrayList<>();
    for (int r = 0; r < replicas; r++) {
      set.add(runs.get(Math.min(r, runs.size() - 1)));
    }
    Replicas all = new Replicas(network, set.stream().map(Run::seed).toList());
    // Only counted: nothing is found on the host that may take long.
    return new TrainingStep.Plan(config, all, set, stepsPerEpoch, 1, () -> {}).size(stream).bytes();
  }

  /** Whether a Java array holds their weights, whatever the device has. */
  private boolean countable(int replicas) {
    return replicas * network.weights().size() <= Integer.MAX_VALUE - 8;
  }

  /** Bytes that the device has left; 0 where that can't be found out. */
  private long available() {
    Device device = stream.context().device();
    long bytes = device.backend().equals("cpu") ? hostMemory() : stream.context().freeMemory();
    return (long) (USABLE * bytes);
  }

  /** What Linux could still give, within the limit of the container. */
  private static long hostMemory() {
    try {
      long free = 0;
      for (String line : Files.readAllLines(SYSTEM)) {
        if (line.startsWith("MemAvailable:")) {
          free = 1024 * Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
      Path limit = GROUP.resolve("memory.max");
      String most = Files.exists(limit) ? Files.readString(limit).strip() : "max";
      if (most.equals("max")) {
        return free;
      }
      List<String> used = Files.readAllLines(GROUP.resolve("memory.current"));
      return Math.max(1, Math.min(free, Long.parseLong(most) - Long.parseLong(used.get(0))));
    } catch (IOException | RuntimeException e) {
      // An unusual system: then the allocation itself has to find out.
      return 0;
    }
  }
}
