package org.emodna.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PercentTest {
  /** Exact arithmetic: tenths of a percent of k / n, halves up. */
  @Test
  void everyShareOfUpToAThousandIsRoundedAsTheFractionItIs() {
    for (int n = 1; n <= 1000; n++) {
      for (int k = 0; k <= n; k++) {
        long tenths = (2000L * k + n) / (2 * n);
        assertEquals(
            BigDecimal.valueOf(tenths).movePointLeft(1).setScale(1, RoundingMode.UNNECESSARY),
            new BigDecimal(Percent.of((double) k / n)),
            k + "/" + n);
      }
    }
  }

  @Test
  void tiesDoNotDependOnTheLastBits() {
    assertEquals("5.1", Percent.of(Math.nextDown(0.0505)));
    assertEquals("5.1", Percent.of(Math.nextUp(0.0505)));
    assertEquals("-5.1", Percent.of(-0.0505));
    assertEquals("5.1", Percent.of(21 / 408.0));
    assertEquals("0.0", Percent.of(-0.0004));
    assertEquals("+0.1", Percent.signed(0.0005));
    assertEquals("0.0", Percent.signed(0.0004));
    assertEquals("–", Percent.of(Double.NaN));
    assertEquals("–", Percent.of(Double.NEGATIVE_INFINITY));
  }

  @Test
  void oneSeedHasNoSd() {
    assertEquals("50.0", Percent.of(Figure.of(Map.of(1L, 0.5)), " ± "));
    assertEquals("50.0 ± 14.1", Percent.of(Figure.of(Map.of(1L, 0.4, 2L, 0.6)), " ± "));
    assertEquals("–", Percent.of(Figure.NONE, " ± "));
  }
}
