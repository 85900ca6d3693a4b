package org.emodna.report.statistics;

import java.util.Arrays;

/** Cohen's d_z of paired differences: their mean over their standard deviation (n - 1). */
public final class EffectSize {
  /** Sums that should be equal may differ in their last bits. */
  private static final double SAME = 1e-12;

  private EffectSize() {}

  /** d_z; NaN for fewer than two differences, or where all are equal. */
  public static double of(double[] differences) {
    int n = differences.length;
    if (n < 2 || Arrays.stream(differences).allMatch(d -> Math.abs(d - differences[0]) < SAME)) {
      return Double.NaN;
    }
    double sum = 0;
    for (double d : differences) {
      sum += d;
    }
    double mean = sum / n;
    double squares = 0;
    for (double d : differences) {
      squares += (d - mean) * (d - mean);
    }
    return mean / Math.sqrt(squares / (n - 1));
  }
}
