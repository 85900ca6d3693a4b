package org.emodna.training;

import org.emodna.config.ConfigFile;
import org.emodna.config.TrainingConfig;

/**
 * A run that is wanted with what follows from its settings and the lists of its recordings, before
 * any of them is read. Equal only to itself.
 */
final class PlannedRun {
  private final RunRequest request;
  private final String column;
  private final RunInput input;
  private final Run.Shape shape;
  private final long steps;

  PlannedRun(RunRequest request) {
    this.request = request;
    TrainingConfig config = request.config();
    Direction direction = request.direction();
    column = ConfigFile.toJson(config.withSeed(0));
    input = RunInput.of(config);
    int target = config.usesTarget() ? direction.target().size() : 0;
    BatchPlan plan = Run.plan(config.seed(), config, direction.source().size(), target);
    boolean remembers = config.termsInUse().stream().anyMatch(term -> term.remembersTarget(config));
    shape = new Run.Shape(plan.stepsPerEpoch(), remembers ? target : 0);
    steps = (long) plan.stepsPerEpoch() * plan.epochs(config.schedule());
  }

  RunRequest request() {
    return request;
  }

  TrainingConfig config() {
    return request.config();
  }

  /** Runs of equal settings, but for the seed, have the same. */
  String column() {
    return column;
  }

  /** How its input is made. */
  RunInput input() {
    return input;
  }

  /** As it is if all recordings can be used. */
  Run.Shape shape() {
    return shape;
  }

  /** Steps to its end, if all recordings can be used. */
  long steps() {
    return steps;
  }
}
