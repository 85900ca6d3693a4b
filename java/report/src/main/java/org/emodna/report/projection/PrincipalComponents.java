package org.emodna.report.projection;

import java.util.SplittableRandom;

/** The first two principal components of points, by subspace iteration. */
final class PrincipalComponents {
  private static final int ITERATIONS = 200;

  private PrincipalComponents() {}

  /**
   * The points in the coordinates of their first two principal components.
   *
   * @param points [n][dimensions], finite
   * @return [n][2]; a component in which nothing varies is 0. The sign of each is that which makes
   *     the largest coordinate positive
   */
  static double[][] of(double[][] points) {
    double[][] centred = centred(points);
    int dimensions = points[0].length;
    // Any start will do that is orthogonal to neither component; this one is always the same.
    SplittableRandom random = new SplittableRandom(1);
    double[][] axes = new double[2][dimensions];
    for (double[] axis : axes) {
      for (int d = 0; d < dimensions; d++) {
        axis[d] = random.nextDouble() - 0.5;
      }
    }
    orthonormal(axes);
    for (int i = 0; i < ITERATIONS; i++) {
      for (int a = 0; a < axes.length; a++) {
        axes[a] = covariance(centred, axes[a]);
      }
      orthonormal(axes);
    }
    double[][] coordinates = new double[points.length][2];
    for (int a = 0; a < axes.length; a++) {
      double largest = 0;
      for (int i = 0; i < points.length; i++) {
        coordinates[i][a] = dot(centred[i], axes[a]);
        if (Math.abs(coordinates[i][a]) > Math.abs(largest)) {
          largest = coordinates[i][a];
        }
      }
      if (largest < 0) {
        for (double[] point : coordinates) {
          point[a] = -point[a];
        }
      }
    }
    return coordinates;
  }

  /** Less their mean, and scaled so that the largest magnitude is 1, which nothing here minds. */
  private static double[][] centred(double[][] points) {
    int dimensions = points[0].length;
    double[][] centred = new double[points.length][dimensions];
    double largest = 0;
    for (int d = 0; d < dimensions; d++) {
      double sum = 0;
      for (double[] point : points) {
        sum += point[d];
      }
      for (int i = 0; i < points.length; i++) {
        centred[i][d] = points[i][d] - sum / points.length;
        largest = Math.max(largest, Math.abs(centred[i][d]));
      }
    }
    for (double[] point : centred) {
      for (int d = 0; d < dimensions && largest > 0; d++) {
        point[d] /= largest;
      }
    }
    return centred;
  }

  private static double[] covariance(double[][] centred, double[] axis) {
    double[] product = new double[axis.length];
    for (double[] point : centred) {
      double along = dot(point, axis);
      for (int d = 0; d < axis.length; d++) {
        product[d] += along * point[d];
      }
    }
    return product;
  }

  private static void orthonormal(double[][] axes) {
    for (int a = 0; a < axes.length; a++) {
      for (int b = 0; b < a; b++) {
        double along = dot(axes[a], axes[b]);
        for (int d = 0; d < axes[a].length; d++) {
          axes[a][d] -= along * axes[b][d];
        }
      }
      double length = Math.sqrt(dot(axes[a], axes[a]));
      for (int d = 0; d < axes[a].length; d++) {
        axes[a][d] = length > 1e-100 ? axes[a][d] / length : 0;
      }
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int d = 0; d < a.length; d++) {
      sum += a[d] * b[d];
    }
    return sum;
  }
}
