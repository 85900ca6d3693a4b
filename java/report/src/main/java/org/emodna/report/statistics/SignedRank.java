package org.emodna.report.statistics;

import java.util.Arrays;
import org.hipparchus.stat.inference.WilcoxonSignedRankTest;
import org.hipparchus.stat.ranking.NaNStrategy;
import org.hipparchus.stat.ranking.NaturalRanking;
import org.hipparchus.stat.ranking.TiesStrategy;

/**
 * Wilcoxon's signed-rank test of paired differences, two-sided. Differences of 0 are left out;
 * equal ones share their mean rank.
 *
 * <p>Up to {@value #MOST_EXACT} pairs p is exact, given the ranks: the share of the 2^n ways to
 * give them signs whose rank sum is as far from the middle. Hipparchus's own exact p counts untied
 * ranks and walks all of them, up to 30 pairs; without ties this is the same number. With more
 * pairs it is Hipparchus's, by the normal distribution.
 */
public final class SignedRank {
  /** With fewer pairs no test is made. */
  public static final int FEWEST_PAIRS = 6;

  private static final int MOST_EXACT = 200;
  private static final double UNIT = 1e-12;

  private SignedRank() {}

  /**
   * The differences that are not 0, in units of {@value #UNIT}: sums that should be equal may
   * differ in their last bits.
   */
  public static double[] pairs(double[] differences) {
    return Arrays.stream(differences).map(d -> Math.rint(d / UNIT)).filter(d -> d != 0).toArray();
  }

  /** The smallest p that so many pairs can come to: all of one sign. */
  public static double smallest(int pairs) {
    return Math.scalb(2.0, -pairs);
  }

  /** p; NaN with fewer than {@value #FEWEST_PAIRS} pairs. */
  public static double p(double[] differences) {
    double[] pairs = pairs(differences);
    if (pairs.length < FEWEST_PAIRS) {
      return Double.NaN;
    }
    if (pairs.length > MOST_EXACT) {
      return new WilcoxonSignedRankTest()
          .wilcoxonSignedRankTest(pairs, new double[pairs.length], false);
    }
    return exact(pairs);
  }

  private static double exact(double[] pairs) {
    double[] sizes = Arrays.stream(pairs).map(Math::abs).toArray();
    double[] ranks = new NaturalRanking(NaNStrategy.FAILED, TiesStrategy.AVERAGE).rank(sizes);
    // Mean ranks are halves: twice a rank is whole.
    int total = 0;
    int positive = 0;
    int[] doubled = new int[ranks.length];
    for (int i = 0; i < ranks.length; i++) {
      doubled[i] = (int) Math.round(2 * ranks[i]);
      total += doubled[i];
      positive += pairs[i] > 0 ? doubled[i] : 0;
    }
    double[] chances = chances(doubled, total);
    int far = Math.max(positive, total - positive);
    double tail = 0;
    for (int sum = far; sum <= total; sum++) {
      tail += chances[sum];
    }
    return Math.min(1, 2 * tail);
  }

  /** The chance of each sum of the ranks that have a plus, where each has one by a fair coin. */
  private static double[] chances(int[] ranks, int total) {
    double[] chances = new double[total + 1];
    chances[0] = 1;
    int reached = 0;
    for (int rank : ranks) {
      reached += rank;
      for (int sum = reached; sum >= 0; sum--) {
        chances[sum] = (chances[sum] + (sum >= rank ? chances[sum - rank] : 0)) / 2;
      }
    }
    return chances;
  }
}
