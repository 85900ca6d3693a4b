package org.emodna.training;

import org.emodna.config.TrainingConfig;
import org.emodna.model.Encoders;

/**
 * What a step of one run costs, from what it does: the rows that pass through encoders, beside
 * which the terms' own work is little. On a CPU with the default sizes, source-only (64 rows) takes
 * 82 ms, the methods of one encoder and a target (128 rows) 159 to 186 ms, emo-dna (256) 318 ms.
 * Only the relation between configurations counts, and only until one of each has been measured
 * ({@link TimeLeft}).
 */
final class StepCost {
  /** A row of frames takes about a millisecond, a row of one vector a hundredth of that. */
  private static final double FRAMES = 80;

  /** The one step of a solver takes some tenths of a second. */
  private static final double SOLVER = 25_000;

  private StepCost() {}

  /** Rows of a step's encoders, a row of frames counting as many. */
  static double of(TrainingConfig config) {
    if (config.objective().solver().isPresent()) {
      return SOLVER;
    }
    int source = config.schedule().batchSource();
    int target = config.usesTarget() ? config.schedule().batchTarget() : 0;
    double row = Encoders.named(config.encoder().kind()).takesFrames() ? FRAMES : 1;
    return row * (source + target) * config.roles().size() * config.ensemble();
  }
}
