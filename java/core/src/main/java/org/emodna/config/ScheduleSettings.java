package org.emodna.config;

import org.emodna.base.Check;

/**
 * Length of training.
 *
 * <p>An epoch is one pass over the larger corpus. Corpora differ in size by far more than the steps
 * that training takes, so the default asks for steps.
 *
 * @param epochs how many; 0 = as many as make {@code steps}
 * @param steps least number of steps, where {@code epochs} is 0
 * @param batchSource source utterances a step
 * @param batchTarget target utterances a step
 */
public record ScheduleSettings(int epochs, int steps, int batchSource, int batchTarget) {
  static final ScheduleSettings DEFAULTS = new ScheduleSettings(0, 600, 64, 64);

  public ScheduleSettings {
    Check.range(epochs, 0, 100_000, "schedule.epochs");
    Check.range(steps, 1, 10_000_000, "schedule.steps");
    Check.range(batchSource, 1, 8192, "schedule.batch-source");
    Check.range(batchTarget, 1, 8192, "schedule.batch-target");
  }

  ScheduleSettings withEpochs(int value) {
    return new ScheduleSettings(value, steps, batchSource, batchTarget);
  }
}
