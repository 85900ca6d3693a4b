package org.emodna.report.statistics;

/**
 * Random numbers of a purpose: SplitMix64 (Steele et al. 2014), seeded by name. Each purpose has
 * its own, so that one more comparison in a report does not move the others.
 */
final class Draws {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long state;

  Draws(String purpose, long number) {
    long hash = mix(GOLDEN);
    for (int i = 0; i < purpose.length(); i++) {
      hash = mix((hash ^ purpose.charAt(i)) + GOLDEN);
    }
    state = mix((hash ^ number) + GOLDEN);
  }

  /**
   * A whole number from 0 to below a bound. By multiplication of 32 random bits: what numbers
   * differ in their chances is below a bound's 2^-32 part.
   */
  int below(int bound) {
    state += GOLDEN;
    return (int) (((mix(state) >>> 32) * bound) >>> 32);
  }

  private static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
