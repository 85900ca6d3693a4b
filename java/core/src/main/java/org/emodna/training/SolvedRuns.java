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
    return Optional.empty();
  }

  @Override
  public TrainingState.Weights[][] members() {
    return weights;
  }

  /** There is never a checkpoint of such runs. */
  @Override
  public void resume(Path file) {}

  @Override
  public void save(Path file) {}

  @Override
  public boolean run(Path checkpointFile, BooleanSupplier stop, Trainer.Listener listener) {
    listener.resumed(histories());
    if (stop.getAsBoolean()) {
      return false;
    }
    Map<Integer, EpochReport> reports = new TreeMap<>();
    for (int r = 0; r < runs.size(); r++) {
      int same = TeacherLabels.firstOfSameCorpora(runs, r);
      if (same == r) {
        Run run = runs.get(r);
        Solver.Solution solution =
            solver.solve(
                config,
                new Solver.Data(
                    run.source().values(),
                    run.sourceLabels(),
                    config.labels().size(),
                    run.target() == null ? List.of() : run.target().values()));
        weights[r] = new TrainingState.Weights[] {weights(solution)};
        Map<String, Double> values = new LinkedHashMap<>();
        values.put(VALUE, solution.loss());
        reports.put(r, new EpochReport(1, 1, solution.iterations(), values));
      } else {
        weights[r] = weights[same];
        reports.put(r, reports.get(same));
      }
      histories.get(r).add(reports.get(r));
    }
    done = true;
    listener.stepDone(1);
    listener.epochDone(reports);
    if (watch.at(1, 1)) {
      TrainingState.Weights[] each = new TrainingState.Weights[runs.size()];
      Arrays.setAll(each, r -> weights[r][0]);
      watch.look(1, each, r -> true);
    }
    return true;
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
