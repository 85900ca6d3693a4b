package org.emodna.report;

/**
 * How a validator, a figure that needs no labels, goes with the true UAR: Spearman's rank
 * correlations. A correlation is NaN (null in JSON) where there are fewer than four pairs, or where
 * either side is constant.
 *
 * @param name of the validator, as in epochs.csv without "validator."
 * @param overRuns over the last epochs of all runs of all tasks
 * @param withinTasks over the last epochs of a task's runs; mean over tasks
 * @param withinRuns over a run's epochs; mean over runs
 */
public record ValidatorQuality(
    String name, Correlation overRuns, Correlation withinTasks, Correlation withinRuns) {
  /**
   * A correlation, or the mean of several.
   *
   * @param n pairs; of a mean, how many correlations it is over
   */
  public record Correlation(double spearman, int n) {}
}
