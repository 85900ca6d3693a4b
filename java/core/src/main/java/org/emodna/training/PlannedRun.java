package org.emodna.training;

import org.emodna.config.TrainingConfig;

/**
 * A run that is wanted with what follows from its settings and the lists of its recordings, before
 * any of them is read. Equal only to itself.
 */
final class PlannedRun {
  private final RunRequest request;
  private final Column column;
  private final Run.Shape shape;
  private final long steps;

  PlannedRun(RunRequest request, Column column) {
    this.request = request;
    this.column = column;
    TrainingConfig config = request.config();
    Direction direction = request.direction();
    if (config.objective().solver().isPresent()) {
      shape = new Run.Shape(1, 0);
      steps = 1;
      return;
    }
    int target = column.usesTarget() ? direction.target().size() : 0;
    BatchPlan plan = Run.plan(config.seed(), config, direction.source().size(), target);
    shape = new Run.Shape(plan.stepsPerEpoch(), column.remembersTarget() ? target : 0);
    steps = (long) plan.stepsPerEpoch() * plan.epochs(config.schedule());
  }

  RunRequest request() {
    return request;
  }

  TrainingConfig config() {
    return request.config();
  }

  /** Runs of equal settings, but for the seed, have the same. */
  Column column() {
    return column;
  }

  /** How its input is made. */
  RunInput input() {
    return column.input();
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
