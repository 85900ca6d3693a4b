package org.emodna.training;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * k-means: clusters of vectors by the nearest of k means. From a few starts by k-means++ (Arthur &
 * Vassilvitskii 2007) Lloyd's iteration goes on until nothing moves any more, or hardly; the start
 * with the least sum of squared distances wins. All in double and in one order, the random numbers
 * from a fixed seed: the same vectors give the same clusters, on any machine.
 */
final class KMeans {
  private static final int STARTS = 2;
  private static final int MOST_ITERATIONS = 100;

  /** An iteration that lowers the sum of squares by a smaller share is the last. */
  private static final double LEAST_GAIN = 1e-6;

  private final double[][] rows;
  private final double[][] means;
  private final int[] nearest;
  private double squares;

  private KMeans(double[][] rows, int clusters, SplittableRandom random, Runnable check) {
    this.rows = rows;
    means = start(rows, clusters, random);
    nearest = new int[rows.length];
    assign();
    for (int i = 0; i < MOST_ITERATIONS; i++) {
      check.run();
      double before = squares;
      update();
      assign();
      if (before - squares <= LEAST_GAIN * before) {
        break;
      }
    }
  }

  /**
   * The cluster of each row.
   *
   * @param rows [n][F], finite; at least one
   * @param clusters k, at least 1
   * @param check called before each iteration; what it throws ends this
   * @return [n] of 0 to k - 1; fewer are in use where there are fewer different rows
   */
  static int[] clusters(double[][] rows, int clusters, Runnable check) {
    KMeans best = null;
    for (int start = 0; start < STARTS; start++) {
      KMeans one = new KMeans(rows, clusters, Seeds.random(0, "k-means", start), check);
      if (best == null || one.squares < best.squares) {
        best = one;
      }
    }
    return best.nearest;
  }

  /** Rows as first means: each by its squared distance from those that there are. */
  private static double[][] start(double[][] rows, int clusters, SplittableRandom random) {
    double[][] means = new double[Math.min(clusters, rows.length)][];
    double[] distances = new double[rows.length];
    Arrays.fill(distances, Double.POSITIVE_INFINITY);
    int next = random.nextInt(rows.length);
    for (int k = 0; k < means.length; k++) {
      means[k] = rows[next].clone();
      double sum = 0;
      for (int i = 0; i < rows.length; i++) {
        distances[i] = Math.min(distances[i], distance(rows[i], means[k]));
        sum += distances[i];
      }
      if (sum == 0) {
        // Every row is a mean already.
        return Arrays.copyOf(means, k + 1);
      }
      next = draw(distances, sum * random.nextDouble());
    }
    return means;
  }

  /** The row at which the distances before it and its own come to more than this. */
  private static int draw(double[] distances, double at) {
    int last = 0;
    double sum = 0;
    for (int i = 0; i < distances.length; i++) {
      if (distances[i] > 0) {
        last = i;
        sum += distances[i];
        if (sum > at) {
          return i;
        }
      }
    }
    // By rounding nothing may come to more.
    return last;
  }

  /** Gives each row its nearest mean; of equals the first. */
  private void assign() {
    squares = 0;
    for (int i = 0; i < rows.length; i++) {
      double least = Double.POSITIVE_INFINITY;
      for (int k = 0; k < means.length; k++) {
        double distance = distance(rows[i], means[k]);
        if (distance < least) {
          least = distance;
          nearest[i] = k;
        }
      }
      squares += least;
    }
  }

  /** Takes the mean of each cluster; one that has lost all its rows stays where it is. */
  private void update() {
    int[] counts = new int[means.length];
    double[][] sums = new double[means.length][rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      counts[nearest[i]]++;
      double[] sum = sums[nearest[i]];
      for (int f = 0; f < sum.length; f++) {
        sum[f] += rows[i][f];
      }
    }
    for (int k = 0; k < means.length; k++) {
      for (int f = 0; counts[k] > 0 && f < sums[k].length; f++) {
        means[k][f] = sums[k][f] / counts[k];
      }
    }
  }

  private static double distance(double[] x, double[] y) {
    double sum = 0;
    for (int f = 0; f < x.length; f++) {
      double d = x[f] - y[f];
      sum += d * d;
    }
    return sum;
  }
}
