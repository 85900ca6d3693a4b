package org.emodna.features.functionals;

/** Between powers and dB. */
final class Decibel {
  /** So that silence has a level. */
  private static final double LEAST_POWER = 1e-10;

  /** From dB to octaves of power, and from those to natural logarithms. */
  private static final double OCTAVES = Math.log(10) / Math.log(2) / 10;

  private static final double NATURAL = Math.log(2);

  /** What is added to this comes out rounded to an integer, which its lowest bits then hold. */
  private static final double ROUNDING = 0x1.8p52;

  private Decibel() {}

  /** The level of a power in dB, at least -100. */
  static double level(double power) {
    return 10 * Math.log10(power + LEAST_POWER);
  }

  /**
   * 10^(level / 10) of many levels, to some units of the last place.
   *
   * <p>Levels are split into whole octaves and a rest, whose exponential is a polynomial: no calls,
   * so that the compiler takes several at a time. Of functionals, these powers took a third of the
   * time with {@code Math.exp}.
   *
   * @param levels within 3000 dB of 0; overwritten
   * @param powers for the result
   */
  static void powers(double[] levels, double[] powers) {
    for (int i = 0; i < powers.length; i++) {
      double octaves = levels[i] * OCTAVES;
      double rounded = octaves + ROUNDING;
      double x = (octaves - (rounded - ROUNDING)) * NATURAL;
      double x2 = x * x;
      double x4 = x2 * x2;
      // 1/n!, pairwise: |x| is at most 0.35, where the term of x^14 is below 1e-17.
      double low = 1 + x + x2 * (1.0 / 2 + x * (1.0 / 6));
      double middle = 1.0 / 24 + x * (1.0 / 120) + x2 * (1.0 / 720 + x * (1.0 / 5040));
      double high = 1.0 / 40320 + x * (1.0 / 362880) + x2 * (1.0 / 3628800 + x * (1.0 / 39916800));
      double highest = 1.0 / 479001600 + x * (1.0 / 6227020800.0);
      powers[i] = low + x4 * (middle + x4 * (high + x4 * highest));
      levels[i] = rounded;
    }
    for (int i = 0; i < powers.length; i++) {
      long octaves = Double.doubleToRawLongBits(levels[i]) << 52;
      powers[i] = Double.longBitsToDouble(Double.doubleToRawLongBits(powers[i]) + octaves);
    }
  }
}
