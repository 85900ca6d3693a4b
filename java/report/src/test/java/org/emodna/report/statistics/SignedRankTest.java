package org.emodna.report.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.hipparchus.stat.inference.WilcoxonSignedRankTest;
import org.junit.jupiter.api.Test;

/** Expected values are those of scipy 1.17.1. */
class SignedRankTest {
  private static final double[] TWELVE = {
    0.031, 0.012, -0.004, 0.027, 0.05, 0.018, -0.022, 0.009, 0.041, -0.013, 0.007, 0.036
  };

  @Test
  void withoutTiesItIsTheExactTest() {
    assertEquals(0.0625, SignedRank.p(new double[] {0.031, 0.012, -0.004, 0.027, 0.05, 0.018}));
    assertEquals(0.04248046875, SignedRank.p(TWELVE), 1e-15);
    double hipparchus =
        new WilcoxonSignedRankTest().wilcoxonSignedRankTest(TWELVE, new double[12], true);
    assertEquals(hipparchus, SignedRank.p(TWELVE), 1e-15);
  }

  @Test
  void tiesShareRanksAndZerosAreLeftOut() {
    // scipy.stats.wilcoxon(…, method=PermutationMethod(n_resamples=inf)), without the zero
    double[] differences = {1, 1, -1, 2, 2, -3, 4, 5, 0};
    assertEquals(8, SignedRank.pairs(differences).length);
    assertEquals(0, SignedRank.pairs(new double[] {0.1 + 0.2 - 0.3}).length);
    assertEquals(0.171875, SignedRank.p(differences), 1e-15);
  }

  @Test
  void sixPairsOfOneSignComeToTheSmallestPThatSixCan() {
    assertEquals(0.03125, SignedRank.p(new double[] {1, 2, 3, 4, 5, 6}));
    assertEquals(0.03125, SignedRank.p(new double[] {-1, -2, -3, -4, -5, -6}));
    assertEquals(0.03125, SignedRank.smallest(6));
  }

  @Test
  void fewerThanSixPairsGiveNoP() {
    assertTrue(Double.isNaN(SignedRank.p(new double[] {1, 2, 3, 4, 5})));
    assertTrue(Double.isNaN(SignedRank.p(new double[] {1, 2, 3, 4, 5, 0})));
  }

  @Test
  void manyPairsGoByTheNormalDistribution() {
    double[] many =
        IntStream.range(0, 210)
            .mapToDouble(i -> ((i * 37) % 101 - 40) / 100.0 + 1e-4 * i)
            .toArray();
    assertEquals(2.2591556189951825e-06, SignedRank.p(many), 1e-9);
  }

  @Test
  void exactMeetsTheNormalDistributionWhereItTakesOver() {
    double[] exact =
        IntStream.range(0, 200)
            .mapToDouble(i -> ((i * 37) % 101 - 45) / 100.0 + 1e-5 * i)
            .toArray();
    double normal =
        new WilcoxonSignedRankTest().wilcoxonSignedRankTest(exact, new double[200], false);
    assertEquals(normal, SignedRank.p(exact), 0.02 * normal);
  }
}
