package org.emodna.training;

import java.util.SplittableRandom;

/**
 * One seed for each purpose, all made from the run's seed. Purposes are independent: a method that
 * draws more numbers for one does not move another, so methods can be compared on the same weights
 * and data order.
 */
final class Seeds {
  private Seeds() {}

  /** The seed for a purpose and a number within it. */
  static long of(long seed, String purpose, long number) {
    long hash = mix(seed ^ 0x9E3779B97F4A7C15L);
    for (int i = 0; i < purpose.length(); i++) {
      hash = mix(hash ^ purpose.charAt(i));
    }
    return mix(hash ^ number);
  }

  static SplittableRandom random(long seed, String purpose, long number) {
    return new SplittableRandom(of(seed, purpose, number));
  }

  /** The finaliser of SplitMix64 (Steele et al. 2014). */
  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
