package org.emodna.report.statistics;

/**
 * Random numbers of a purpose: SplitMix64 (Steele et al. 2014), seeded by name. Each purpose has
 * its own, so that one more comparison in a report does not move the others.
 */
final class Draws {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private static final long LOW = 0xFFFFFFFFL;

  private long state;

  /** The last 64 bits, of which the lower half is left over. */
  private long bits;

  private boolean left;

  Draws(String purpose, long number) {
    long hash = mix(GOLDEN);
    for (int i = 0; i < purpose.length(); i++) {
      hash = mix((hash ^ purpose.charAt(i)) + GOLDEN);
    }
    state = mix((hash ^ number) + GOLDEN);
  }

  /**
   * A whole number from 0 to below a bound, from 32 random bits by multiplication: chances differ
   * by less than one part in 2^32 / bound.
   */
  int below(int bound) {
    long random;
    if (left) {
      random = bits & LOW;
    } else {
      state += GOLDEN;
      bits = mix(state);
      random = bits >>> Integer.SIZE;
    }
    left = !left;
    return (int) ((random * bound) >>> Integer.SIZE);
  }

  private static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
