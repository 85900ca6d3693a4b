package org.emodna.corpus;

import java.util.Arrays;

/**
 * The range of a value over many files.
 *
 * @param min the smallest
 * @param median the middle one (the lower of two)
 * @param max the largest
 */
public record Spread(double min, double median, double max) {
  /** The spread of some values, or null if there are none. */
  static Spread of(double[] values) {
    if (values.length == 0) {
      return null;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return new Spread(sorted[0], sorted[(sorted.length - 1) / 2], sorted[sorted.length - 1]);
  }
}
