package org.emodna.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;
import org.emodna.config.TrainingConfig;
import org.emodna.features.FeatureSet;
import org.emodna.kernels.Device;
import org.emodna.kernels.Stream;
import org.emodna.kernels.TimNet;
import org.emodna.model.Network;

/**
 * How much device memory a set of replicas takes, known before any of it is allocated. What the
 * encoders keep for their backward pass is nearly all of it, and the backend says that exactly; the
 * rest is added up from above.
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
   * @param runs any of which may be in the set, and all of whose corpora are
   */
  ReplicaMemory(
      Stream stream, TrainingConfig config, Network network, List<Run> runs, int stepsPerEpoch) {
    this.stream = stream;
    this.config = config;
    this.network = network;
    this.runs = List.copyOf(runs);
    this.stepsPerEpoch = stepsPerEpoch;
  }

  /** Demands that so many replicas fit; a single run is always let try. */
  void requireRoom(int replicas) {
    requireRoom(replicas, available());
  }

  /**
   * @param available bytes; 0 = not known, and nothing is refused
   */
  void requireRoom(int replicas, long available) {
    if (replicas == 1 || available == 0 || bytes(replicas) <= available) {
      return;
    }
    int fit = fitting(replicas, available);
    String mend =
        fit == 0
            ? "not one fits; free memory"
            : "at most " + fit + (fit == 1 ? " fits" : " fit") + ": train the others afterwards";
    throw new TrainingException(
        String.format(
            Locale.ROOT,
            "%d models at once need %s of memory on %s, which has %s for them. %s, or lower the batch"
                + " sizes (schedule.batch-source, schedule.batch-target)",
            replicas,
            gibibytes(bytes(replicas)),
            stream.context().device(),
            gibibytes(available),
            Character.toUpperCase(mend.charAt(0)) + mend.substring(1)));
  }

  /** How many of the wanted replicas fit; a single one is always let try. */
  int fitting(int wanted) {
    long available = available();
    return available == 0 ? wanted : Math.max(1, fitting(wanted, available));
  }

  private int fitting(int wanted, long available) {
    int fit = 0;
    while (fit < wanted && bytes(fit + 1) <= available) {
      fit++;
    }
    return fit;
  }

  private static String gibibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1 << 30));
  }

  /** Bytes of device memory that so many replicas take, the corpora included; from above. */
  long bytes(int replicas) {
    long corpora = ResidentFeatures.distinct(runs).stream().mapToLong(this::corpus).sum();
    return 4 * (corpora + replicas * replica()) + encoders(replicas);
  }

  private long corpus(FeatureSet set) {
    return (long) set.size() * (set.maxFrames() * (long) set.coefficients() + 1);
  }

  private long rows() {
    TrainingConfig.ScheduleSettings s = config.schedule();
    return s.batchSource() + (config.method().usesTarget() ? s.batchTarget() : 0);
  }

  /** Elements of one replica beside the encoders' workspace. */
  private long replica() {
    FeatureSet any = runs.get(0).source();
    long input = (long) any.maxFrames() * any.coefficients();
    long dim = padded(network.encoder().channels());
    long classes = config.labels().size();
    TrainingConfig.ProjectionSettings projection = config.projection();
    long heads = padded(projection.hidden()) + 2 * padded(projection.size());
    // Rows of the encoders' outputs, of the heads and of the loss terms: values, gradients,
    // scratch.
    long row = input + 24 * dim + 8 * heads + 4 * dim * classes + 16 * classes + 64;
    long states = 4 * network.size() + network.statisticsSize();
    // FlexMatch remembers each utterance of the target.
    long targets = largest(run -> run.target() == null ? 0 : run.target().size());
    // Labels, once more as rows of classes for DSAN.
    long labels = largest(run -> run.source().size()) * (1 + classes);
    long logged = stepsPerEpoch * (rows() + StepTensors.MAX_VALUES);
    return rows() * row + states + logged + targets + labels + 8 * dim * dim + 4096;
  }

  private long largest(ToIntFunction<Run> size) {
    return runs.stream().mapToInt(size).max().orElseThrow();
  }

  /** Scratch is padded to whole vectors. */
  private static long padded(long width) {
    return (width + 31) / 32 * 32;
  }

  private long encoders(int replicas) {
    int groups = replicas * network.encoders().size();
    TimNet.Shape shape =
        new TimNet.Shape(
            groups, replicas, Math.toIntExact(rows()), runs.get(0).source().maxFrames());
    try (TimNet encoder = new TimNet(stream, network.encoder(), shape)) {
      return encoder
          .train(true)
          .keep(true)
          .domains(network.domains(), config.schedule().batchSource())
          .engine(config.encoder().engine().kernel(), config.encoder().precision().kernel())
          .workspaceBytes();
    }
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
