package org.emodna.report.statistics;

import java.util.Arrays;
import org.hipparchus.stat.correlation.SpearmansCorrelation;

/** Spearman's rank correlation; equal values share their mean rank. */
public final class Spearman {
  /** With fewer pairs there is no correlation to speak of. */
  public static final int FEWEST_PAIRS = 4;

  private Spearman() {}

  /** The correlation; NaN with fewer than {@value #FEWEST_PAIRS} pairs or a constant side. */
  public static double of(double[] x, double[] y) {
    if (x.length < FEWEST_PAIRS || isConstant(x) || isConstant(y)) {
      return Double.NaN;
    }
    return new SpearmansCorrelation().correlation(x, y);
  }

  private static boolean isConstant(double[] values) {
    return Arrays.stream(values).allMatch(v -> v == values[0]);
  }
}
