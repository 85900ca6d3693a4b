package org.emodna.training;

import org.emodna.config.TrainingConfig;

/**
 * What a step of one run costs, from what it does: rows that pass through encoders, and what the
 * terms do with them. Only the relation between configurations counts, and only until one of each
 * has been measured ({@link TimeLeft}).
 */
final class StepCost {
  private StepCost() {}

  /** Rows of a step's encoders. */
  static double of(TrainingConfig config) {
    int source = config.schedule().batchSource();
    int target = config.usesTarget() ? config.schedule().batchTarget() : 0;
    return (double) (source + target) * config.roles().size();
  }
}
