package org.emodna.training;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.emodna.base.EmoDnaException;
import org.emodna.base.InterruptedWorkException;
import org.emodna.base.Problem;
import org.emodna.config.TrainingConfig;
import org.emodna.model.Network;
import org.emodna.model.Parameters;
import org.emodna.objective.EmotionClassifierTerm;
import org.emodna.objective.LoggedValue;
import org.emodna.objective.Solver;

/**
 * Runs whose classifier a {@link Solver} fits at once: one step, one epoch, no state to go on from.
 * Nothing in them is random, so seeds of one direction come to the same.
 */
final class SolvedRuns implements Fit {
  private static final String VALUE = "emotion";

  private final TrainingConfig config;
  private final Solver solver;
  private final Network network;
  private final List<Run> runs;
  private final Watch watch;
  private final List<List<EpochReport>> histories = new ArrayList<>();

  /** Of each run that the solver has found nothing for, why. */
  private final Map<Integer, Problem> failures = new TreeMap<>();

  private final TrainingState.Weights[][] weights;
  private boolean done;

  SolvedRuns(TrainingConfig config, Network network, List<Run> runs, Watch watch) {
    this.config = config;
    this.network = network;
    this.runs = runs;
    this.watch = watch;
    solver = config.objective().solver().orElseThrow();
    weights = new TrainingState.Weights[runs.size()][];
    runs.forEach(run -> histories.add(new ArrayList<>()));
  }

  @Override
  public long totalSteps() {
    return 1;
  }

  @Override
  public long steps() {
    return done ? 1 : 0;
  }

  @Override
  public List<LoggedValue> values() {
    return List.of(LoggedValue.loss(VALUE));
  }

  @Override
  public List<List<EpochReport>> histories() {
    return histories.stream().map(List::copyOf).toList();
  }

  @Override
  public Optional<Problem> failure(int run) {
    return Optional.ofNullable(failures.get(run));
  }

  @Override
  public TrainingState.Weights[][] members() {
    return weights;
  }

  /** There is never a checkpoint of such runs: what is there is of others, and not to be lost. */
  @Override
  public void resume(Path file) {
    if (Files.exists(file)) {
      throw Checkpoint.ofOthers(file, List.of(), List.of());
    }
  }

  @Override
  public void save(Path file) {}

  @Override
  public boolean run(Path checkpointFile, BooleanSupplier stop, Trainer.Listener listener) {
    listener.resumed(histories());
    if (stop.getAsBoolean()) {
      return false;
    }
    Map<Integer, EpochReport> reports;
    try {
      reports = solve(new StopCheck(stop, System::nanoTime));
    } catch (StopCheck.Stopped e) {
      return false;
    }
    reports.forEach((r, report) -> histories.get(r).add(report));
    done = true;
    listener.stepDone(1);
    if (!reports.isEmpty()) {
      listener.epochDone(reports);
    }
    if (watch.at(1, 1)) {
      TrainingState.Weights[] each = new TrainingState.Weights[runs.size()];
      Arrays.setAll(each, r -> weights[r] == null ? null : weights[r][0]);
      watch.look(1, each, reports::containsKey);
    }
    return true;
  }

  /** Solves each, and the same only once. */
  private Map<Integer, EpochReport> solve(StopCheck check) {
    Map<Integer, EpochReport> reports = new TreeMap<>();
    for (int r = 0; r < runs.size(); r++) {
      int same = TeacherLabels.firstOfSameCorpora(runs, r);
      if (same == r) {
        check.run();
        try {
          reports.put(r, solve(r, check));
        } catch (InterruptedWorkException | NoRoomException e) {
          // Not what was to be solved is to blame.
          throw e;
        } catch (EmoDnaException e) {
          failures.put(r, e.problem());
        }
      } else if (failures.containsKey(same)) {
        failures.put(r, failures.get(same));
      } else {
        weights[r] = weights[same];
        reports.put(r, reports.get(same));
      }
    }
    return reports;
  }

  private EpochReport solve(int r, StopCheck check) {
    Run run = runs.get(r);
    Solver.Solution solution =
        solver.solve(
            config,
            new Solver.Data(
                run.source().values(),
                run.sourceLabels(),
                config.labels().size(),
                run.target() == null ? List.of() : run.target().values()),
            check);
    weights[r] = new TrainingState.Weights[] {weights(solution)};
    return new EpochReport(1, 1, solution.iterations(), Map.of(VALUE, solution.loss()));
  }

  private TrainingState.Weights weights(Solver.Solution solution) {
    Parameters parameters = network.weights();
    float[] all = new float[Math.toIntExact(parameters.size())];
    put(all, EmotionClassifierTerm.CLASSIFIER + ".weight", solution.weight());
    put(all, EmotionClassifierTerm.CLASSIFIER + ".bias", solution.bias());
    return new TrainingState.Weights(all, new float[Math.toIntExact(network.statistics().size())]);
  }

  private void put(float[] all, String name, float[] values) {
    Parameters.Region region = network.weights().region(name);
    if (region.size() != values.length) {
      throw new IllegalStateException(name + ": " + values.length + " values were fitted");
    }
    System.arraycopy(values, 0, all, Math.toIntExact(region.offset()), values.length);
  }

  @Override
  public void close() {}
}
