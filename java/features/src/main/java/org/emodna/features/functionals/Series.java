package org.emodna.features.functionals;

import java.util.Arrays;

/**
 * Statistics of a series of numbers as the recipes mean them: a standard deviation divides by the
 * count, percentiles interpolate linearly. Each is 0 of no numbers.
 */
final class Series {
  private Series() {}

  static double mean(double[] x) {
    double sum = 0;
    for (double value : x) {
      sum += value;
    }
    return x.length == 0 ? 0 : sum / x.length;
  }

  static double sd(double[] x) {
    double mean = mean(x);
    double sum = 0;
    for (double value : x) {
      sum += (value - mean) * (value - mean);
    }
    return x.length == 0 ? 0 : Math.sqrt(sum / x.length);
  }

  static double meanMagnitude(double[] x) {
    double sum = 0;
    for (double value : x) {
      sum += Math.abs(value);
    }
    return x.length == 0 ? 0 : sum / x.length;
  }

  /**
   * Percentiles.
   *
   * @param percents each from 0 to 100
   * @return one for each
   */
  static double[] percentiles(double[] x, double... percents) {
    double[] found = new double[percents.length];
    if (x.length == 0) {
      return found;
    }
    double[] sorted = x.clone();
    Arrays.sort(sorted);
    for (int i = 0; i < percents.length; i++) {
      double at = percents[i] / 100 * (sorted.length - 1);
      int below = (int) at;
      int above = Math.min(below + 1, sorted.length - 1);
      found[i] = sorted[below] + (sorted[above] - sorted[below]) * (at - below);
    }
    return found;
  }

  static double largest(double[] x) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double value : x) {
      largest = Math.max(largest, value);
    }
    return largest;
  }

  /** First differences; a single 0 where there is one number or none. */
  static double[] differences(double[] x) {
    if (x.length < 2) {
      return new double[1];
    }
    double[] differences = new double[x.length - 1];
    for (int i = 0; i < differences.length; i++) {
      differences[i] = x[i + 1] - x[i];
    }
    return differences;
  }

  /** Those numbers for which a mask of the same length is true. */
  static double[] where(boolean[] mask, double[] x) {
    double[] kept = new double[x.length];
    int count = 0;
    for (int i = 0; i < x.length; i++) {
      if (mask[i]) {
        kept[count++] = x[i];
      }
    }
    return Arrays.copyOf(kept, count);
  }

  /** The slope of the line that fits best, over x from 0 to 1 in equal steps. */
  static double slope(double[] y) {
    if (y.length < 2) {
      return 0;
    }
    double mean = mean(y);
    double products = 0;
    double squares = 0;
    for (int i = 0; i < y.length; i++) {
      double x = (double) i / (y.length - 1) - 0.5;
      products += x * (y[i] - mean);
      squares += x * x;
    }
    return products / squares;
  }
}
