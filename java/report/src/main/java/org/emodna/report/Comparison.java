package org.emodna.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * A difference in UAR between two rows of a track, paired over tasks, seeds and utterances.
 *
 * @param a the row that the other is taken from
 * @param b the other row
 * @param difference a minus b
 * @param test of the difference over tasks
 * @param tasks that both rows have
 * @param seeds the smallest number of common seeds of a task
 * @param text the numbers in a sentence
 */
public record Comparison(
    String track,
    String a,
    String b,
    @JsonUnwrapped Difference difference,
    @JsonUnwrapped Test test,
    int tasks,
    int seeds,
    String text) {
  /**
   * A difference in fractions of 1.
   *
   * @param difference mean over tasks of the mean over seeds
   * @param low lower end of the bootstrap interval, 95 %
   * @param high its upper end
   * @param effectSize Cohen's d_z: mean over sd of the differences of task and seed; NaN (null in
   *     JSON) of fewer than two, or where they are all equal
   */
  public record Difference(double difference, double low, double high, double effectSize) {}

  /**
   * Wilcoxon's signed-rank test over the tasks' mean differences, two-sided, exact.
   *
   * @param p NaN (null in JSON) with fewer than six pairs
   * @param holm p with Holm's correction over the comparisons of the track; NaN likewise
   * @param pairs tasks whose difference is not 0
   */
  public record Test(double p, double holm, int pairs) {}
}
