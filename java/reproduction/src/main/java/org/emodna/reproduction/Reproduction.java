package org.emodna.reproduction;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.emodna.base.InterruptedWorkException;
import org.emodna.base.Problem;
import org.emodna.base.Progress;
import org.emodna.kernels.DeviceChoice;
import org.emodna.protocol.Matrix;
import org.emodna.runs.Plan;
import org.emodna.runs.RunAddress;
import org.emodna.runs.RunStore;
import org.emodna.training.RunRequest;
import org.emodna.training.RunSettings;
import org.emodna.training.TrainingMatrix;

/**
 * Trains all that a matrix asks for and that a store does not have yet.
 *
 * <pre>{@code
 * Matrix matrix = Matrix.builder().protocol(Protocol.named("tim-net-5"))
 *     .corpora(List.of(Path.of("corpora"))).open();
 * ReproductionResult result =
 *     Reproduction.builder().matrix(matrix).store(Path.of("results")).run(Progress.NONE);
 * }</pre>
 *
 * Killed at any moment and started again, it trains nothing twice but what lay behind the last
 * checkpoint, and comes to the same bits.
 */
public final class Reproduction {
  private Reproduction() {}

  /** Of which runs the encoders' outputs are stored. */
  public enum Embeddings {
    /** Of none. */
    NONE,
    /** Of each cell's lowest seed: enough for the report's projections. */
    FIRST_SEED,
    /** Of all. */
    ALL
  }

  /** A reproduction to be filled in. */
  public static Builder builder() {
    return new Builder();
  }

  /** Settings of a reproduction. The matrix and the store must be given. */
  public static final class Builder extends RunSettings<Builder> {
    private Matrix matrix;
    private RunStore store;
    private Shard shard = Shard.WHOLE;
    private String worker;
    private Embeddings embeddings = Embeddings.FIRST_SEED;
    private boolean models;
    private TrainingMatrix.Options options = TrainingMatrix.Options.standard();

    private Builder() {}

    @Override
    protected Builder self() {
      return this;
    }

    /** What is wanted. */
    public Builder matrix(Matrix value) {
      matrix = value;
      return this;
    }

    /** Folder of the runs; made where there is none. */
    public Builder store(Path folder) {
      store = RunStore.at(folder);
      return this;
    }

    /** The part of the matrix that this machine trains; all of it unless it is given. */
    public Builder shard(Shard value) {
      shard = Objects.requireNonNull(value);
      return this;
    }

    /**
     * A name of its own among all that write into the store; the shard's unless it is given, so
     * that a second process with the same shard is refused. Processes of different names that train
     * the same runs don't disturb each other: one that begins takes over the checkpoints of those
     * that have ended, and whichever is first stores the run, with the same bits.
     *
     * @param name letters, digits, hyphens and underscores
     */
    public Builder worker(String name) {
      worker = Objects.requireNonNull(name);
      return this;
    }

    /** Of which runs the encoders' outputs are stored; of each cell's first seed unless given. */
    public Builder embeddings(Embeddings value) {
      embeddings = Objects.requireNonNull(value);
      return this;
    }

    /** Whether models are stored. */
    public Builder keepModels(boolean value) {
      models = value;
      return this;
    }

    /** The most runs in each step; 0 = as suits the device. */
    public Builder atOnce(int value) {
      options = options.withAtOnce(value);
      return this;
    }

    /** At about how many epochs predictions are looked at, for validators and curves; 0 = none. */
    public Builder watchedEpochs(int value) {
      options = options.withWatchedEpochs(value);
      return this;
    }

    /**
     * Trains what is missing, and stores each run as soon as it is done.
     *
     * @param listener is told of epochs ({@link org.emodna.base.ProgressEvent.EpochEnded}) and of
     *     each run's score ({@link org.emodna.base.ProgressEvent.RunScored})
     * @return not finished where the stop signal came, or the thread was interrupted between two
     *     steps; it still is. The same again goes on from there
     * @throws InterruptedWorkException if the thread was interrupted before training began
     * @throws ReproductionException if the matrix or the store is missing
     */
    public ReproductionResult run(Progress listener) {
      InterruptedWorkException.check("reproduction");
      Progress progress = Progress.serial(listener);
      Planner planner = planner(progress);
      Plan plan = planner.plan();
      store.write(plan);
      store.removeUnfinished(progress);
      List<AddressedRun> ours = ours(planner);
      StoreSink sink = sink(ours, progress);
      int before = there(ours, sink);
      TrainingMatrix.End end =
          new TrainingMatrix(this, store.workFolder(), lock(), options.withEmbeddings(kept()))
              .run(ours.stream().map(AddressedRun::request).toList(), sink, progress);
      Stored stored = Stored.of(store, ours);
      return new ReproductionResult(
          end == TrainingMatrix.End.FINISHED,
          new ReproductionResult.Counts(ours.size(), before, sink.stored()),
          named(plan, stored.failures(sink.notTrained())),
          stored.unusable());
    }

    /**
     * What there is to do, without doing or writing any of it.
     *
     * @throws ReproductionException if the matrix or the store is missing
     */
    public ReproductionResult.Counts outlook(Progress progress) {
      List<AddressedRun> ours = ours(planner(progress));
      return new ReproductionResult.Counts(ours.size(), there(ours, sink(ours, progress)), 0);
    }

    /**
     * The kind of processor that the runs' addresses name, as it is on this machine: such as "cpu
     * avx512". Machines that share a store without sharing a run differ in it.
     *
     * @throws org.emodna.kernels.DeviceUnavailableException if the device is not usable here
     */
    public String processor() {
      return Determinants.kind(DeviceChoice.each(wantedDevice()).get(0).device());
    }

    private Planner planner(Progress progress) {
      if (matrix == null || store == null) {
        throw new ReproductionException(Problem.of("a reproduction", "needs a matrix and a store"));
      }
      // They are of one kind, so that a run has one address and the same bits on each.
      DeviceChoice choice = DeviceChoice.each(wantedDevice()).get(0);
      return new Planner(
          matrix,
          new Determinants.Circumstances(choice.device(), wantedLimits(), options.watchedEpochs()),
          wantedThreads(),
          progress);
    }

    private List<AddressedRun> ours(Planner planner) {
      return planner.runs().stream().filter(run -> shard.has(run::determinants)).toList();
    }

    private StoreSink sink(List<AddressedRun> ours, Progress progress) {
      return new StoreSink(
          store, ours, new StoreSink.Kept(kept(), models, wantedThreads()), progress);
    }

    private static int there(List<AddressedRun> ours, StoreSink sink) {
      int there = 0;
      for (AddressedRun run : ours) {
        // Each run's files are looked through.
        InterruptedWorkException.check("looking through the run store");
        there += sink.has(run.request()) ? 1 : 0;
      }
      return there;
    }

    /** Of which runs embeddings are stored. */
    private Predicate<RunRequest> kept() {
      long first = Collections.min(matrix.seeds());
      return switch (embeddings) {
        case NONE -> request -> false;
        case FIRST_SEED -> request -> request.config().seed() == first;
        case ALL -> request -> true;
      };
    }

    private String lock() {
      return worker == null ? "shard-" + shard.index() + "-of-" + shard.count() : worker;
    }

    /** By the names that the plan gives to runs. */
    private static Map<String, Problem> named(Plan plan, Map<RunAddress, Problem> problems) {
      Map<String, Problem> named = new LinkedHashMap<>();
      for (Plan.Cell cell : plan.cells()) {
        cell.runs()
            .forEach(
                (seed, address) -> {
                  if (problems.containsKey(address)) {
                    String name =
                        "%s, %s track, %s, seed %d"
                            .formatted(cell.task(), cell.track(), cell.column(), seed);
                    named.put(name, problems.get(address));
                  }
                });
      }
      return named;
    }
  }
}
