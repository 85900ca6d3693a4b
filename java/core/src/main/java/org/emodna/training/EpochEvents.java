package org.emodna.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.emodna.base.ProgressEvent.EpochEnded;
import org.emodna.base.ProgressEvent.EpochValues;
import org.emodna.config.OptimizerSettings;
import org.emodna.config.OptimizerSettings.Schedule;
import org.emodna.config.TrainingConfig;

/** Epochs of a set of runs as events for a listener. */
final class EpochEvents {
  private final List<String> titles;
  private final List<TrainingConfig> configs;
  private final long totalSteps;

  /**
   * @param titles of the runs, for people
   * @param configs of the runs
   * @param totalSteps of each
   */
  EpochEvents(List<String> titles, List<TrainingConfig> configs, long totalSteps) {
    this.titles = titles;
    this.configs = configs;
    this.totalSteps = totalSteps;
  }

  /**
   * An epoch.
   *
   * @param reports by the run's number; at least one
   * @param text for people; may be empty
   */
  EpochEnded of(Map<Integer, EpochReport> reports, String text) {
    List<EpochValues> values = new ArrayList<>();
    reports.forEach(
        (run, report) -> {
          TrainingConfig config = configs.get(run);
          values.add(
              new EpochValues(
                  titles.get(run), config.seed(), rate(config, report.steps()), report.values()));
        });
    EpochReport first = reports.values().iterator().next();
    return new EpochEnded(first.epoch(), first.epochs(), first.steps(), text, values);
  }

  private double rate(TrainingConfig config, long steps) {
    return config.objective().solver().isPresent()
        ? 0
        : rate(config.optimizer(), steps - 1, totalSteps);
  }

  /**
   * The learning rate of a step, as Adam's kernel has it.
   *
   * @param step from 0
   * @param totalSteps of the run
   */
  static double rate(OptimizerSettings settings, long step, long totalSteps) {
    double rate = settings.learningRate();
    // As the step is built: a run of few steps has the more of them to warm up.
    long warmUp = Math.min(settings.warmUpSteps(), totalSteps - 1);
    if (step < warmUp) {
      return rate * (step + 1.0) / warmUp;
    }
    if (settings.schedule() == Schedule.CONSTANT) {
      return rate;
    }
    double progress = Math.min(1, (step - warmUp) / (double) (totalSteps - warmUp));
    double last = settings.finalShare();
    return rate * (last + (1 - last) * 0.5 * (1 + Math.cos(Math.PI * progress)));
  }
}
