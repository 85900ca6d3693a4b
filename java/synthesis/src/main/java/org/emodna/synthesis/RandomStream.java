package org.emodna.synthesis;

import java.util.SplittableRandom;

/**
 * Random numbers of one utterance. Only {@link SplittableRandom#nextLong()} is used of the JDK, so
 * that a change of its floating-point helpers between releases cannot change a corpus.
 */
final class RandomStream {
  private static final double UNIT = 0x1.0p-53;

  private final SplittableRandom random;

  RandomStream(long seed) {
    random = new SplittableRandom(seed);
  }

  /** The stream of item {@code index} under {@code seed}: unlike its neighbours' streams. */
  static RandomStream of(long seed, long index) {
    RandomStream parent = new RandomStream(seed * 0x9E3779B97F4A7C15L + index);
    return new RandomStream(parent.random.nextLong());
  }

  /** Uniform in [0, 1). */
  double uniform() {
    return (random.nextLong() >>> 11) * UNIT;
  }

  /** Uniform in [low, high). */
  double uniform(double low, double high) {
    return low + (high - low) * uniform();
  }

  /** White noise of variance 1/3, uniform in [-1, 1). */
  double white() {
    return (random.nextLong() >> 10) * UNIT;
  }

  /** Standard normal, by Box and Muller's method. */
  double gaussian() {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform()));
    return radius * StrictMath.cos(2 * Math.PI * uniform());
  }

  /** Normal, cut at 2.5 standard deviations so that no utterance turns grotesque. */
  double gaussian(double deviation) {
    double value = gaussian();
    return deviation * Math.max(-2.5, Math.min(2.5, value));
  }

  /** Uniform integer in [0, bound), for the small bounds used here. */
  int below(int bound) {
    return (int) (uniform() * bound);
  }
}
