package org.emodna.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.emodna.base.Problem;
import org.emodna.objective.LoggedValue;

/**
 * Runs that are ensembles: the networks of all of them are replicas of one training, and a run's
 * reports are the means over its networks. Run j has the replicas from j N to (j + 1) N.
 */
final class EnsembleRuns implements Fit {
  private final Trainer trainer;
  private final int members;

  /**
   * @param trainer of the replicas that {@link #runs} gives
   * @param members N
   */
  EnsembleRuns(Trainer trainer, int members) {
    this.trainer = trainer;
    this.members = members;
  }

  /**
   * A replica for each network of each run. Its seed is made from the run's and its number, so that
   * ensembles of different seeds have no network in common.
   */
  static List<Run> runs(List<Run> runs, int members) {
    if (members == 1) {
      return runs;
    }
    List<Run> all = new ArrayList<>();
    for (Run run : runs) {
      for (int m = 0; m < members; m++) {
        all.add(run.withSeed(Seeds.of(run.seed(), "ensemble", m)));
      }
    }
    return all;
  }

  /** Each of them N times. */
  static <T> List<T> each(List<T> ofRuns, int members) {
    List<T> all = new ArrayList<>();
    for (T one : ofRuns) {
      for (int m = 0; m < members; m++) {
        all.add(one);
      }
    }
    return all;
  }

  @Override
  public long totalSteps() {
    return trainer.totalSteps();
  }

  @Override
  public long steps() {
    return trainer.steps();
  }

  @Override
  public List<LoggedValue> values() {
    return trainer.values();
  }

  @Override
  public List<List<EpochReport>> histories() {
    return means(trainer.histories());
  }

  /** Of each run, as far as all of its networks have come. */
  private List<List<EpochReport>> means(List<List<EpochReport>> ofReplicas) {
    List<List<EpochReport>> all = new ArrayList<>();
    for (int first = 0; first < ofReplicas.size(); first += members) {
      List<List<EpochReport>> own = ofReplicas.subList(first, first + members);
      int epochs = own.stream().mapToInt(List::size).min().orElse(0);
      List<EpochReport> means = new ArrayList<>();
      for (int e = 0; e < epochs; e++) {
        int epoch = e;
        means.add(mean(own.stream().map(history -> history.get(epoch)).toList()));
      }
      all.add(List.copyOf(means));
    }
    return all;
  }

  private static EpochReport mean(List<EpochReport> ofMembers) {
    EpochReport first = ofMembers.get(0);
    Map<String, Double> values = new LinkedHashMap<>();
    for (String name : first.values().keySet()) {
      double sum = 0;
      for (EpochReport one : ofMembers) {
        sum += one.values().getOrDefault(name, Double.NaN);
      }
      values.put(name, sum / ofMembers.size());
    }
    return new EpochReport(first.epoch(), first.epochs(), first.steps(), values);
  }

  /** A run whose networks have not all come to something has failed. */
  @Override
  public Optional<Problem> failure(int run) {
    for (int m = 0; m < members; m++) {
      Optional<Problem> failure = trainer.failure(run * members + m);
      if (failure.isPresent()) {
        return failure;
      }
    }
    return Optional.empty();
  }

  @Override
  public TrainingState.Weights[][] members() {
    TrainingState.Weights[] all = trainer.weights();
    TrainingState.Weights[][] ofRuns = new TrainingState.Weights[all.length / members][];
    Arrays.setAll(ofRuns, r -> Arrays.copyOfRange(all, r * members, (r + 1) * members));
    return ofRuns;
  }

  @Override
  public void resume(Path file) {
    trainer.resume(file);
  }

  @Override
  public void save(Path file) {
    trainer.save(file);
  }

  @Override
  public boolean run(Path checkpointFile, BooleanSupplier stop, Trainer.Listener listener) {
    return trainer.run(
        checkpointFile,
        stop,
        new Trainer.Listener() {
          @Override
          public void resumed(List<List<EpochReport>> histories) {
            listener.resumed(means(histories));
          }

          @Override
          public void stepDone(long steps) {
            listener.stepDone(steps);
          }

          @Override
          public void epochDone(Map<Integer, EpochReport> reports) {
            Map<Integer, List<EpochReport>> ofRuns = new TreeMap<>();
            reports.forEach(
                (replica, report) ->
                    ofRuns.computeIfAbsent(replica / members, r -> new ArrayList<>()).add(report));
            // The trainer reports all networks of a run, or none of one that has failed.
            Map<Integer, EpochReport> means = new TreeMap<>();
            ofRuns.forEach((run, own) -> means.put(run, mean(own)));
            listener.epochDone(means);
          }
        });
  }

  @Override
  public void close() {
    trainer.close();
  }
}
