package org.emodna.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.emodna.evaluation.ScoreTable;
import org.emodna.evaluation.SeedScores;
import org.emodna.features.FailedInput;
import org.emodna.training.TrainingResult;

/** What an experiment came to. */
public sealed interface ExperimentResult {
  /**
   * Every run was trained to its end, or has failed.
   *
   * @param runs by configuration, direction and seed
   */
  record Finished(List<ExperimentRun> runs) implements ExperimentResult {
    public Finished {
      runs = List.copyOf(runs);
    }

    /** The scores; without those runs that have none. */
    public ScoreTable scores() {
      Map<List<String>, List<SeedScores.OfSeed>> cells = new LinkedHashMap<>();
      for (ExperimentRun run : runs) {
        if (run.result() instanceof TrainingResult.Finished finished && run.score().isPresent()) {
          cells
              .computeIfAbsent(
                  List.of(run.direction(), run.configuration()), cell -> new ArrayList<>())
              .add(
                  new SeedScores.OfSeed(
                      finished.seed(), finished.model().toString(), run.score().get()));
        }
      }
      return new ScoreTable(
          cells.entrySet().stream()
              .map(
                  cell ->
                      new ScoreTable.Row(
                          cell.getKey().get(0),
                          cell.getKey().get(1),
                          SeedScores.of(cell.getValue())))
              .toList());
    }

    /** The runs that came to nothing, whose result is a {@link TrainingResult.Failed}. */
    public List<ExperimentRun> failed() {
      return runs.stream().filter(run -> run.result() instanceof TrainingResult.Failed).toList();
    }
  }

  /**
   * The experiment was stopped; a resumed one goes on from there.
   *
   * @param runs of the configurations up to the one under way
   * @param configuration the one under way
   */
  record Stopped(List<ExperimentRun> runs, String configuration) implements ExperimentResult {
    public Stopped {
      runs = List.copyOf(runs);
    }
  }

  /** The runs, by configuration, direction and seed. */
  List<ExperimentRun> runs();

  /** Recordings that could not be used, each once. */
  default List<FailedInput> failures() {
    return runs().stream().flatMap(run -> run.result().failures().stream()).distinct().toList();
  }
}
