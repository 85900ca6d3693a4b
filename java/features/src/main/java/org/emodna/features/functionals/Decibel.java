package org.emodna.features.functionals;

/** Between powers and dB. */
final class Decibel {
  /** So that silence has a level. */
  private static final double LEAST_POWER = 1e-10;

  private static final double NATURAL = Math.log(10) / 10;

  private Decibel() {}

  /** The level of a power in dB, at least -100. */
  static double level(double power) {
    return 10 * Math.log10(power + LEAST_POWER);
  }

  /** 10^(level / 10). */
  static double power(double level) {
    return Math.exp(NATURAL * level);
  }
}
