package org.emodna.report.projection;

/**
 * How near points are to each other, as t-SNE has it (van der Maaten and Hinton, 2008): p(j|i) of a
 * Gaussian around each point, as wide as makes the perplexity of its neighbours the wanted one;
 * then p(i,j) = (p(j|i) + p(i|j)) / 2n.
 */
final class JointProbabilities {
  /** Nothing is less likely: keeps logarithms finite. That of scikit-learn. */
  static final double LEAST = Math.ulp(1.0);

  private static final int STEPS = 200;
  private static final double TOLERANCE = 1e-9;

  private JointProbabilities() {}

  /**
   * The probabilities of all ordered pairs.
   *
   * @param points [n][dimensions], finite
   * @param perplexity above 1 and below n
   * @return [n][n], symmetric; the diagonal is 0 and all others together are 1
   */
  static double[][] of(double[][] points, double perplexity) {
    double[][] squared = squaredDistances(points);
    int n = points.length;
    double[][] conditional = new double[n][];
    for (int i = 0; i < n; i++) {
      conditional[i] = conditional(squared[i], i, StrictMath.log(perplexity));
    }
    double[][] joint = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        double p = Math.max((conditional[i][j] + conditional[j][i]) / (2.0 * n), LEAST);
        joint[i][j] = p;
        joint[j][i] = p;
      }
    }
    return joint;
  }

  /**
   * Squared Euclidean distances, divided by their mean: the perplexity fixes the scale anyway, and
   * the search for it begins near its end however large the values are.
   */
  private static double[][] squaredDistances(double[][] points) {
    int n = points.length;
    double[][] squared = new double[n][n];
    double sum = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        double distance = 0;
        for (int d = 0; d < points[i].length; d++) {
          double difference = points[i][d] - points[j][d];
          distance += difference * difference;
        }
        squared[i][j] = distance;
        squared[j][i] = distance;
        sum += 2 * distance;
      }
    }
    double mean = sum / ((double) n * (n - 1));
    if (mean > 0) {
      for (double[] row : squared) {
        for (int j = 0; j < n; j++) {
          row[j] /= mean;
        }
      }
    }
    return squared;
  }

  /** Searches the precision of point i's Gaussian by halving; returns p(j|i). */
  private static double[] conditional(double[] squared, int i, double entropy) {
    double nearest = Double.POSITIVE_INFINITY;
    for (int j = 0; j < squared.length; j++) {
      if (j != i) {
        nearest = Math.min(nearest, squared[j]);
      }
    }
    double low = 0;
    double high = Double.POSITIVE_INFINITY;
    double precision = 1;
    double[] p = new double[squared.length];
    for (int step = 0; step < STEPS; step++) {
      double excess = fill(p, squared, i, nearest, precision) - entropy;
      if (Math.abs(excess) <= TOLERANCE) {
        break;
      }
      if (excess > 0) {
        low = precision;
        precision = high == Double.POSITIVE_INFINITY ? precision * 2 : (precision + high) / 2;
      } else {
        high = precision;
        precision = (precision + low) / 2;
      }
      if (precision > 1e150) {
        break; // More points lie in one place than the perplexity allows for.
      }
    }
    return p;
  }

  /**
   * Fills p(j|i) and returns its entropy. The nearest distance is taken off: exp never ends at 0.
   */
  private static double fill(
      double[] p, double[] squared, int i, double nearest, double precision) {
    double sum = 0;
    double weighted = 0;
    for (int j = 0; j < p.length; j++) {
      double farther = squared[j] - nearest;
      p[j] = j == i ? 0 : StrictMath.exp(-precision * farther);
      sum += p[j];
      weighted += j == i ? 0 : farther * p[j];
    }
    for (int j = 0; j < p.length; j++) {
      p[j] /= sum;
    }
    return StrictMath.log(sum) + precision * weighted / sum;
  }
}
