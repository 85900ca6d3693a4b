package org.emodna.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * A difference in UAR between two rows of a track, paired over tasks, seeds and utterances.
 *
 * @param a the row that the other is subtracted from
 * @param b the other row
 * @param difference a minus b
 * @param test of the difference over tasks
 * @param size what it is over
 * @param text the numbers in a sentence
 */
public record Comparison(
    String track,
    String a,
    String b,
    @JsonUnwrapped Difference difference,
    @JsonUnwrapped Test test,
    @JsonUnwrapped Size size,
    String text) {
  /**
   * A difference in fractions of 1.
   *
   * @param difference mean over tasks of the mean over common seeds
   * @param low lower end of the bootstrap interval, 95 %
   * @param high its upper end
   * @param effectSize Cohen's d_z: mean over sd of the differences of each task and seed; NaN (null
   *     in JSON) of fewer than two, or where they are all equal
   */
  public record Difference(double difference, double low, double high, double effectSize) {}

  /**
   * Wilcoxon's signed-rank test over the tasks' mean differences, two-sided, exact.
   *
   * @param p NaN (null in JSON) with fewer than six pairs
   * @param holm p with Holm's correction over the tests of the track; NaN likewise
   * @param pairs tasks whose difference is not 0
   * @param family number of tests that the correction is over; 0 if there is no test
   */
  public record Test(double p, double holm, int pairs, int family) {}

  /**
   * What a difference is computed from.
   *
   * @param tasks that both rows have
   * @param seeds the fewest common seeds of a task
   * @param mostSeeds the most
   * @param runs pairs of task and seed
   * @param unpaired labelled utterances that are left out, since not all of these runs have scored
   *     them under one label
   * @param bySpeaker tasks in which the interval's resamples draw speakers; in the others, where
   *     fewer than three speakers are known or some are not, they draw utterances
   */
  public record Size(int tasks, int seeds, int mostSeeds, int runs, int unpaired, int bySpeaker) {}
}
