package org.emodna.report.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.hipparchus.stat.descriptive.rank.Percentile;

/**
 * The percentile bootstrap interval of a mean difference in UAR, hierarchical: tasks are drawn with
 * replacement, then speakers within each drawn task, or utterances of each class where speakers are
 * not known. Pairs stay together; seeds are averaged, not drawn.
 */
public final class Bootstrap {
  /** Resamples of an interval. */
  public static final int RESAMPLES = 2_000;

  private static final double LOW = 2.5;
  private static final double HIGH = 97.5;

  private Bootstrap() {}

  /** An interval: 95 % of the resamples lie within it. */
  public record Interval(double low, double high) {}

  /**
   * The interval of the mean over tasks.
   *
   * @param tasks at least one
   * @param purpose names the comparison: the same one has the same draws in every report
   */
  public static Interval of(List<PairedTask> tasks, String purpose) {
    PairedTask[] all = tasks.toArray(PairedTask[]::new);
    double[] means =
        IntStream.range(0, RESAMPLES)
            .parallel()
            .mapToDouble(i -> mean(all, new Draws(purpose, i)))
            .toArray();
    Arrays.sort(means);
    // R_7 interpolates linearly between order statistics, as numpy does.
    Percentile percentile = new Percentile().withEstimationType(Percentile.EstimationType.R_7);
    percentile.setData(means);
    return new Interval(percentile.evaluate(LOW), percentile.evaluate(HIGH));
  }

  private static double mean(PairedTask[] tasks, Draws draws) {
    double sum = 0;
    for (int i = 0; i < tasks.length; i++) {
      sum += tasks[draws.below(tasks.length)].resampled(draws);
    }
    return sum / tasks.length;
  }
}
