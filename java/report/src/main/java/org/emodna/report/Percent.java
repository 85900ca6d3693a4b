package org.emodna.report;

import java.util.Locale;

/**
 * Fractions in percent with one decimal, as every file of a report shows them.
 *
 * <p>A fraction is rounded to 1e-7 first and then half away from 0, so that a tie such as 0.0505 is
 * one whatever its last bits are. The page's script, which gets whole ten-millionths, does the
 * same.
 */
public final class Percent {
  /** Units of a fraction of 1; no k/n up to n = 1000 but a tie itself comes this near to a tie. */
  public static final int UNITS = 10_000_000;

  /** What stands where there is no value. */
  public static final String NONE = "–";

  /** Units of a tenth of a percent. */
  private static final int TENTH = UNITS / 1000;

  /** Above this, units would no longer fit into a long, and no one reads the decimal. */
  private static final double LARGE = 1e9;

  private Percent() {}

  /** "43.1", "-0.2", or {@link #NONE} for what is not finite; never "-0.0". */
  public static String of(double fraction) {
    if (!Double.isFinite(fraction)) {
      return NONE;
    }
    if (Math.abs(fraction) > LARGE) {
      return String.format(Locale.ROOT, "%.1f", 100 * fraction);
    }
    long tenths = (Math.round(Math.abs(fraction) * UNITS) + TENTH / 2) / TENTH;
    String sign = fraction < 0 && tenths > 0 ? "-" : "";
    return sign + tenths / 10 + "." + tenths % 10;
  }

  /** Percentage points: {@link #of(double)} with a plus where they are above 0. */
  public static String signed(double fraction) {
    String text = of(fraction);
    return fraction > 0 && !text.equals("0.0") ? "+" + text : text;
  }

  /**
   * "mean ± sd"; the mean alone of one seed or of a published figure; {@link #NONE} if there is no
   * figure.
   *
   * @param plusMinus with its spaces
   */
  public static String of(Figure figure, String plusMinus) {
    String mean = of(figure.mean());
    return figure.isKnown() && Double.isFinite(figure.sd())
        ? mean + plusMinus + of(figure.sd())
        : mean;
  }
}
