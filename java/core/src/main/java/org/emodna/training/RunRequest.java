package org.emodna.training;

import org.emodna.base.Problem;
import org.emodna.config.TrainingConfig;

/**
 * A run that is wanted: what is learnt, from what, for what.
 *
 * @param key by which it is known again, such as the address of its results: letters, digits, dots,
 *     hyphens and underscores; unique among those wanted
 * @param config with the run's seed
 * @param direction what it learns from and what it recognises
 */
public record RunRequest(String key, TrainingConfig config, Direction direction) {
  /**
   * Demands a key that can be part of a file's name, and a target where the method needs one.
   *
   * @throws TrainingException if either is not so
   */
  public RunRequest {
    if (!key.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,199}")) {
      throw new TrainingException(
          Problem.of("the key '" + key + "' of a run", "can't be part of a file's name")
              .remedy("use letters, digits, dots, hyphens and underscores"));
    }
    if (direction.target() == null && config.usesTarget()) {
      throw new TrainingException(
          Problem.of(
                  "direction '" + direction.name() + "'",
                  "has no target to adapt to, which method '" + config.method() + "' needs")
              .remedy("train source-only here, or give a target"));
    }
  }

  /** The same with a normalisation that means something, where it was left to the corpora. */
  RunRequest decided() {
    TrainingConfig decided = AutoNormalisation.decided(config, direction);
    return decided == config ? this : new RunRequest(key, decided, direction);
  }

  /** For messages: direction, method and seed. */
  public String title() {
    return direction.name() + ", " + config.method() + ", seed " + config.seed();
  }
}
