package org.emodna.model;

import java.util.Locale;
import java.util.Optional;

/** Whether BatchNorm's running statistics are still those that it began with. */
final class EarlyStatistics {
  private EarlyStatistics() {}

  /**
   * A sentence if more than a fifth of them is.
   *
   * @param momentum running = momentum running + (1 - momentum) batch
   */
  static Optional<String> warning(float momentum, long steps) {
    double first = Math.pow(momentum, steps);
    return first <= 0.2
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "After %d steps BatchNorm's running statistics are still %.0f %% what they began"
                    + " with: train longer, or lower encoder.batch-norm-momentum.",
                steps,
                100 * first));
  }
}
