package org.emodna.report;

/**
 * How well a validator, a figure that needs no labels, agrees with the true UAR: Spearman's rank
 * correlations. A correlation is NaN (null in JSON) where there are fewer than four pairs, or where
 * either side is constant.
 *
 * @param name of the validator, as in epochs.csv without "validator."
 * @param overRuns over all runs of all tasks, each at the epoch that its predictions are of
 * @param withinTasks likewise over the runs of a task; mean over tasks
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
