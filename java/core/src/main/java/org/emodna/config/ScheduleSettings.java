package org.emodna.config;

import org.emodna.base.Check;

/**
 * Length of training, and what its batches are made of.
 *
 * <p>An epoch is one pass over the larger corpus. Corpora differ in size by far more than the steps
 * that training takes, so the default asks for steps.
 *
 * @param epochs how many; 0 = as many as make {@code steps}
 * @param steps least number of steps, where {@code epochs} is 0
 * @param batchSource source utterances a step
 * @param batchTarget target utterances a step
 * @param balanced whether a step has as many source utterances of each class as of the others, as
 *     far as its size allows, drawn with replacement; else they come in random order, each once
 *     before any comes twice
 */
public record ScheduleSettings(
    int epochs, int steps, int batchSource, int batchTarget, boolean balanced) {
  static final ScheduleSettings DEFAULTS = new ScheduleSettings(0, 300, 64, 64, true);

  /**
   * Ranges: {@code epochs} 0 to 100,000, {@code steps} 1 to 10,000,000, {@code batchSource} 1 to
   * 8192, {@code batchTarget} 1 to 8192.
   *
   * @throws org.emodna.base.ConfigException that names the setting that is out of range
   */
  public ScheduleSettings {
    Check.range(epochs, 0, 100_000, "schedule.epochs");
    Check.range(steps, 1, 10_000_000, "schedule.steps");
    Check.range(batchSource, 1, 8192, "schedule.batch-source");
    Check.range(batchTarget, 1, 8192, "schedule.batch-target");
  }

  /** With another number of epochs; 0 = as many as make the steps. */
  public ScheduleSettings withEpochs(int value) {
    return new ScheduleSettings(value, steps, batchSource, batchTarget, balanced);
  }

  /** With classes balanced in each step, or not. */
  public ScheduleSettings withBalanced(boolean value) {
    return new ScheduleSettings(epochs, steps, batchSource, batchTarget, value);
  }
}
