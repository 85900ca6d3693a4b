package org.emodna.training;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.emodna.config.TrainingConfig;
import org.emodna.kernels.Stream;
import org.emodna.model.Network;

/** Runs the epochs of one training on features: plans, steps, reports, checkpoints. */
final class Trainer {
  private final Stream stream;
  private final TrainingConfig config;
  private final FeatureSet source;
  private final FeatureSet target;
  private final BatchPlan plan;
  private final TrainingState state;
  private final TrainingStep step;
  private final Checkpoint checkpoint;
  private final List<EpochReport> history = new ArrayList<>();
  private long steps;

  /**
   * @param sourceLabels class numbers of the source utterances
   * @param target null where the method never sees it
   * @param identity of configuration and data, for checkpoints
   */
  Trainer(
      Stream stream,
      TrainingConfig config,
      Network network,
      FeatureSet source,
      int[] sourceLabels,
      FeatureSet target,
      String identity) {
    this.stream = stream;
    this.config = config;
    this.source = source;
    this.target = target;
    TrainingConfig.ScheduleSettings s = config.schedule();
    plan =
        new BatchPlan(
            config.seed(),
            source.size(),
            s.batchSource(),
            target == null ? 0 : target.size(),
            s.batchTarget());
    state = new TrainingState(stream, network, config);
    step =
        new TrainingStep(
            stream,
            config,
            network,
            state,
            source,
            sourceLabels,
            target,
            plan.stepsPerEpoch(),
            totalSteps());
    checkpoint = new Checkpoint(identity, state, step);
  }

  long totalSteps() {
    return (long) plan.stepsPerEpoch() * epochs();
  }

  /** Passes over the larger corpus. */
  int epochs() {
    TrainingConfig.ScheduleSettings s = config.schedule();
    return s.epochs() > 0 ? s.epochs() : (s.steps() - 1) / plan.stepsPerEpoch() + 1;
  }

  long steps() {
    return steps;
  }

  List<EpochReport> history() {
    return List.copyOf(history);
  }

  TrainingState state() {
    return state;
  }

  /** Goes on from a checkpoint where there is one. */
  void resume(Path file) {
    if (Files.exists(file)) {
      Checkpoint.Position position = checkpoint.read(file, stream, state);
      steps = position.step();
      history.addAll(position.history());
    }
  }

  /** Is told of progress. */
  interface Listener {
    /** The run goes on from a checkpoint after these epochs. */
    void resumed(List<EpochReport> history);

    void stepDone(long steps, long totalSteps, EpochReport last);

    void epochDone(EpochReport report);
  }

  /**
   * Trains to the end, or until {@code stop} says so; writes a checkpoint after each epoch and when
   * stopped.
   *
   * @return whether the end was reached
   */
  boolean run(Path checkpointFile, BooleanSupplier stop, Listener listener) {
    int perEpoch = plan.stepsPerEpoch();
    listener.resumed(history());
    while (steps < totalSteps()) {
      int epoch = (int) (steps / perEpoch);
      writePlan(epoch);
      while (steps < (long) (epoch + 1) * perEpoch) {
        if (stop.getAsBoolean()) {
          stream.synchronize();
          checkpoint.write(checkpointFile, stream, steps, history);
          return false;
        }
        step.run();
        steps++;
        EpochReport last = history.isEmpty() ? null : history.get(history.size() - 1);
        listener.stepDone(steps, totalSteps(), last);
      }
      EpochReport report = report(epoch);
      history.add(report);
      listener.epochDone(report);
      if (checkpointFile != null) {
        checkpoint.write(checkpointFile, stream, steps, history);
      }
    }
    return true;
  }

  private void writePlan(int epoch) {
    TrainingConfig.ScheduleSettings s = config.schedule();
    step.setPlan(
        plan.epoch("source", epoch, source.size(), s.batchSource()),
        target == null ? null : plan.epoch("target", epoch, target.size(), s.batchTarget()));
  }

  private EpochReport report(int epoch) {
    List<String> names = step.valueNames();
    float[] log = step.log().toFloats(stream);
    int perEpoch = plan.stepsPerEpoch();
    Map<String, Double> means = new LinkedHashMap<>();
    for (int name = 0; name < names.size(); name++) {
      double sum = 0;
      for (int i = 0; i < perEpoch; i++) {
        sum += log[i * names.size() + name];
      }
      double mean = sum / perEpoch;
      if (!Double.isFinite(mean)) {
        throw new TrainingException(
            "the value of '"
                + names.get(name)
                + "' is no longer a number in epoch "
                + (epoch + 1)
                + "; lower optimizer.learning-rate or the weights under loss");
      }
      means.put(names.get(name), mean);
    }
    return new EpochReport(epoch + 1, epochs(), steps, means);
  }
}
