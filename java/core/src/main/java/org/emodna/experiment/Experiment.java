package org.emodna.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.emodna.base.Progress;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.LabelledCorpus;
import org.emodna.evaluation.Score;
import org.emodna.evaluation.ScoreFile;
import org.emodna.evaluation.Target;
import org.emodna.training.CrossCorpus;
import org.emodna.training.Direction;
import org.emodna.training.InterruptedRunException;
import org.emodna.training.RunSettings;
import org.emodna.training.TrainingException;
import org.emodna.training.TrainingResult;

/**
 * Trains every direction between corpora with every named configuration and every seed, and scores
 * the models.
 *
 * <pre>{@code
 * ExperimentResult result = Experiment.builder()
 *     .direction("A-B", a.labelled(labels), Target.of(b, labels))
 *     .configuration("emo-dna", config)
 *     .seeds(List.of(1L, 2L, 3L))
 *     .folder(Path.of("runs"))
 *     .run(Progress.NONE);
 * }</pre>
 *
 * The models are {@code FOLDER/CONFIGURATION/DIRECTION-seedN.safetensors}; log, predictions and
 * score of each lie beside it. Each model comes out as it would from a training alone. Features are
 * computed once for each corpus and configuration.
 */
public final class Experiment {
  private Experiment() {}

  public static Builder builder() {
    return new Builder();
  }

  /** Settings of an experiment. Directions, configurations and the folder must be given. */
  public static final class Builder extends RunSettings<Builder> {
    private final List<Direction> directions = new ArrayList<>();
    private final Map<String, Target> targets = new LinkedHashMap<>();
    private final Map<String, TrainingConfig> configurations = new LinkedHashMap<>();
    private List<Long> seeds = List.of(1L);
    private Path folder;
    private int atOnce = CrossCorpus.Plan.ANY;

    private Builder() {}

    @Override
    protected Builder self() {
      return this;
    }

    /**
     * Adds a row: learn from one corpus, recognise another.
     *
     * @param name of its models, such as "CASIA-EMODB"
     * @throws TrainingException if the name can't be part of a file's name
     */
    public Builder direction(String name, LabelledCorpus source, Target target) {
      directions.add(new Direction(name, source, target.corpus()));
      targets.put(name, target);
      return this;
    }

    /**
     * Adds a column: what is learnt and how. The configuration's own seed does not count.
     *
     * @param name of its folder, such as "emo-dna"
     * @throws TrainingException if the name can't be that of a folder, or is there already
     */
    public Builder configuration(String name, TrainingConfig config) {
      if (!name.matches("[^/\\\\]+") || name.startsWith(".")) {
        throw new TrainingException("configuration '" + name + "': can't be the name of a folder");
      }
      if (configurations.put(name, config) != null) {
        throw new TrainingException("configuration '" + name + "': is named twice");
      }
      return this;
    }

    /** At least one, all different; 1 unless they are given. */
    public Builder seeds(List<Long> value) {
      seeds = value;
      return this;
    }

    /** Where the models go. */
    public Builder folder(Path value) {
      folder = value;
      return this;
    }

    /** The most models in each step; memory may say less. */
    public Builder atOnce(int value) {
      atOnce = value;
      return this;
    }

    /**
     * Trains and scores, one configuration after another. A seed whose values are no longer numbers
     * has {@linkplain TrainingResult.Failed failed}; the others go on. Resumed, what is finished is
     * not trained again.
     *
     * @return finished, or stopped where {@link #stopWhen} said so
     * @throws InterruptedRunException if an interrupted run of any configuration has left its
     *     state, and it was not said what to do with it
     * @throws TrainingException if a setting or a corpus does not fit
     */
    public ExperimentResult run(Progress progress) {
      if (folder == null || configurations.isEmpty()) {
        throw new TrainingException("an experiment needs a folder and at least one configuration");
      }
      // What is in the way of the last configuration should not show after hours.
      Map<String, CrossCorpus> trainings = new LinkedHashMap<>();
      configurations.forEach((name, config) -> trainings.put(name, training(name, config)));
      trainings.values().forEach(CrossCorpus::requireNothingInterrupted);
      List<ExperimentRun> runs = new ArrayList<>();
      for (Map.Entry<String, CrossCorpus> training : trainings.entrySet()) {
        Map<String, List<TrainingResult>> results = training.getValue().run(progress);
        results.forEach(
            (direction, ofSeeds) ->
                ofSeeds.forEach(result -> runs.add(scored(direction, training.getKey(), result))));
        if (runs.stream().anyMatch(run -> run.result() instanceof TrainingResult.Stopped)) {
          return new ExperimentResult.Stopped(runs, training.getKey());
        }
      }
      return new ExperimentResult.Finished(runs);
    }

    private CrossCorpus training(String name, TrainingConfig config) {
      return new CrossCorpus(
          this, config, new CrossCorpus.Plan(folder.resolve(name), directions, seeds, atOnce));
    }

    private ExperimentRun scored(String direction, String configuration, TrainingResult result) {
      Optional<Score> score = Optional.empty();
      if (result instanceof TrainingResult.Finished finished) {
        score = targets.get(direction).score(finished.predictions());
        score.ifPresent(one -> ScoreFile.write(ScoreFile.of(finished.model()), one));
      }
      return new ExperimentRun(direction, configuration, result, score);
    }
  }
}
