package org.emodna.training;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.emodna.base.Problem;
import org.emodna.config.TrainingConfig;
import org.emodna.kernels.Stream;
import org.emodna.model.Network;
import org.emodna.objective.LoggedValue;

/**
 * Trains runs of equal shape, all of them in each step: plans, steps, reports, checkpoints. They
 * may differ in their seeds and in their corpora.
 */
final class Trainer implements Fit {
  private static final int NONE = -1;

  private final Stream stream;
  private final TrainingConfig config;
  private final Replicas replicas;
  private final BatchPlans plans;
  private final TrainingStep step;
  private final Checkpoint checkpoint;
  private final Watch watch;
  private final Stopwatch stopwatch;
  private final List<List<EpochReport>> histories = new ArrayList<>();

  /**
   * Networks of each run, whose replicas lie behind one another; without one of them it has failed.
   */
  private final int members;

  /** Why a replica has no result; the other runs go on without its own. */
  private final Map<Integer, Problem> failures = new TreeMap<>();

  private long steps;

  /** The epoch whose log is on its way to the host. */
  private int unreported = NONE;

  /**
   * @param config of all runs; its seed is not looked at
   * @param runs a replica each; of an ensemble those that {@link EnsembleRuns#runs} gives
   * @param identities of the runs, for checkpoints
   */
  Trainer(
      Stream stream,
      TrainingConfig config,
      Network network,
      List<Run> runs,
      List<RunIdentity> identities) {
    this(
        stream,
        config,
        network,
        runs,
        new Kept(identities, List.of(), Watch.none(), Stopwatch.start()),
        () -> {});
  }

  /**
   * What a checkpoint holds beside the state of the steps.
   *
   * @param identities of the runs
   * @param keys of the runs in their matrix; empty where there is none
   * @param watch looks at the runs at the ends of some epochs
   * @param stopwatch of what the runs take
   */
  record Kept(List<RunIdentity> identities, List<String> keys, Watch watch, Stopwatch stopwatch) {
    /** The same of other runs. */
    Kept withIdentities(List<RunIdentity> value) {
      return new Kept(value, keys, watch, stopwatch);
    }
  }

  /**
   * @param check called every now and then while a teacher learns; what it throws ends this
   */
  Trainer(
      Stream stream,
      TrainingConfig config,
      Network network,
      List<Run> runs,
      Kept kept,
      Runnable check) {
    this.stream = stream;
    watch = kept.watch;
    stopwatch = kept.stopwatch;
    this.config = config;
    members = config.ensemble();
    replicas = new Replicas(network, runs.stream().map(Run::seed).toList());
    plans = new BatchPlans(runs, config);
    runs.forEach(run -> histories.add(new ArrayList<>()));
    new ReplicaMemory(stream, config, network, runs, plans.stepsPerEpoch())
        .requireRoom(runs.size(), members);
    step =
        new TrainingStep(
            stream,
            new TrainingStep.Plan(
                config, replicas, runs, plans.stepsPerEpoch(), totalSteps(), check));
    checkpoint = new Checkpoint(kept.identities, kept.keys, step, watch);
  }

  @Override
  public long totalSteps() {
    return (long) plans.stepsPerEpoch() * epochs();
  }

  /** Passes over the larger corpus. */
  int epochs() {
    return plans.epochs();
  }

  @Override
  public long steps() {
    return steps;
  }

  @Override
  public List<LoggedValue> values() {
    return step.valueList().stream().map(StepTensors.Value::logged).toList();
  }

  /** Each replica's epochs. */
  @Override
  public List<List<EpochReport>> histories() {
    return histories.stream().map(List::copyOf).toList();
  }

  @Override
  public Optional<Problem> failure(int replica) {
    return Optional.ofNullable(failures.get(replica));
  }

  /** What each replica has learnt so far. */
  TrainingState.Weights[] weights() {
    return step.state().weights();
  }

  @Override
  public TrainingState.Weights[][] members() {
    return Arrays.stream(weights())
        .map(one -> new TrainingState.Weights[] {one})
        .toArray(TrainingState.Weights[][]::new);
  }

  @Override
  public void resume(Path file) {
    if (Files.exists(file)) {
      Checkpoint.Position position = checkpoint.read(file, stream, epochs());
      steps = position.step();
      for (int r = 0; r < replicas.count(); r++) {
        histories.get(r).addAll(position.histories().get(r));
      }
      failures.putAll(position.failures());
      stopwatch.goOnFrom(position.spent());
    }
  }

  /** Is told of progress. */
  interface Listener {
    /** The runs go on from a checkpoint after these epochs of each replica. */
    void resumed(List<List<EpochReport>> histories);

    void stepDone(long steps);

    /**
     * An epoch of the replicas with these numbers; those of a run that has failed are not there.
     */
    void epochDone(Map<Integer, EpochReport> reports);
  }

  /**
   * Trains to the end, or until {@code stop} says so; writes checkpoints behind epochs, at the pace
   * of {@link CheckpointPace}, and when stopped. Where every run has failed there is no more to do.
   *
   * @param checkpointFile null = no checkpoints
   * @return false if it was stopped
   */
  @Override
  public boolean run(Path checkpointFile, BooleanSupplier stop, Listener listener) {
    int perEpoch = plans.stepsPerEpoch();
    CheckpointPace pace = new CheckpointPace(System::nanoTime);
    listener.resumed(histories());
    BatchPlans.Epoch plan = plans.epoch((int) (steps / perEpoch));
    while (steps < totalSteps() && anyGoesOn()) {
      int epoch = (int) (steps / perEpoch);
      step.setPlan(plan);
      while (steps < (long) (epoch + 1) * perEpoch) {
        if (stop.getAsBoolean()) {
          report(listener);
          if (checkpointFile != null) {
            save(checkpointFile);
          }
          return false;
        }
        step.run();
        steps++;
        listener.stepDone(steps);
        if (unreported != NONE && step.logArrived()) {
          report(listener);
        }
      }
      report(listener);
      step.sendLog();
      unreported = epoch;
      plan = plans.epoch(epoch + 1);
      if (watch.at(epoch + 1, epochs())) {
        // Waits for the steps queued; whether a run has failed shows in the log.
        report(listener);
        watch.look(epoch + 1, weights(), this::goesOn);
      }
      boolean write = checkpointFile != null && pace.due();
      // A GPU is still at the steps queued, and goes on with the next epoch's while the host waits
      // for this one's log. The last epoch has none behind it, a checkpoint must not, and the CPU
      // is done already.
      if (write || steps == totalSteps() || step.logArrived()) {
        report(listener);
      }
      if (write && anyGoesOn()) {
        pace.write(() -> save(checkpointFile));
      }
    }
    return true;
  }

  /** Whether there is a run that has not failed. */
  private boolean anyGoesOn() {
    return IntStream.range(0, replicas.count()).anyMatch(this::goesOn);
  }

  /** Whether a replica's run has not failed: a failed network fails the others of its ensemble. */
  private boolean goesOn(int replica) {
    int first = replica - replica % members;
    return IntStream.range(first, first + members).noneMatch(failures::containsKey);
  }

  @Override
  public void save(Path file) {
    checkpoint.write(
        file, stream, new Checkpoint.Position(steps, histories, failures, stopwatch.spent()));
  }

  /** Reports the epoch whose log was sent, where that was not yet done; waits for the log. */
  private void report(Listener listener) {
    if (unreported == NONE) {
      return;
    }
    int epoch = unreported;
    unreported = NONE;
    float[] log = step.receiveLog();
    long last = (long) (epoch + 1) * plans.stepsPerEpoch();
    Map<Integer, EpochReport> reports = new TreeMap<>();
    for (int r = 0; r < replicas.count(); r++) {
      try {
        if (goesOn(r)) {
          reports.put(r, new EpochReport(epoch + 1, epochs(), last, means(log, epoch, r)));
        }
      } catch (TrainingException e) {
        failures.put(r, e.problem());
      }
    }
    // Networks before one that failed just now have reports already.
    reports.keySet().removeIf(replica -> !goesOn(replica));
    reports.forEach((replica, report) -> histories.get(replica).add(report));
    if (!reports.isEmpty()) {
      listener.epochDone(reports);
    }
  }

  private Map<String, Double> means(float[] log, int epoch, int replica) {
    int perEpoch = plans.stepsPerEpoch();
    int width = log.length / perEpoch;
    Map<String, Double> means = new LinkedHashMap<>();
    for (StepTensors.Value value : step.valueList()) {
      double sum = 0;
      for (int i = 0; i < perEpoch; i++) {
        sum += log[i * width + value.of(replica)];
      }
      double mean = sum / perEpoch;
      if (!Double.isFinite(mean)) {
        throw new TrainingException(
            Problem.of(
                    "the value of '%s' is no longer a number in epoch %d"
                        .formatted(value.name(), epoch + 1))
                .remedy("lower optimizer.learning-rate or the weights of the terms"));
      }
      means.put(value.name(), mean);
    }
    return means;
  }

  @Override
  public void close() {
    step.close();
  }
}
