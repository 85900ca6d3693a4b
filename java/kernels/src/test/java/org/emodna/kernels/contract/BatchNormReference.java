package org.emodna.kernels.contract;

/**
 * BatchNorm over rows of one group and domain, with what follows it, by its formulas; in float64 or
 * naively in float32.
 */
final class BatchNormReference {
  final int dim;
  final double epsilon;
  private final Arithmetic to;

  /** Running statistics [2 dim]: read in evaluation, updated in training. */
  double[] running;

  boolean train = true;
  boolean relu;
  double momentum = 0.9;

  /** Which rows are not padding; null = all. */
  int[] lengths;

  /** Factors of dropout [rows, dim]; null = none. */
  double[] factors;

  BatchNormReference(Arithmetic to, int dim, double epsilon) {
    this.to = to;
    this.dim = dim;
    this.epsilon = epsilon;
    running = new double[2 * dim];
  }

  /** The values [rows, dim] before ReLU and dropout, of x [rows, dim], gamma and beta [dim]. */
  private double[] normalised(double[] x, double[] gamma, double[] beta) {
    double[] u = new double[x.length];
    for (int c = 0; c < dim; c++) {
      double mean = mean(x, c);
      double root = root(x, mean, c);
      for (int at = c; at < x.length; at += dim) {
        u[at] = to.add(beta[c], to.of(to.of(to.of(x[at] - mean) / root)) * gamma[c]);
      }
    }
    return u;
  }

  double[] forward(double[] x, double[] gamma, double[] beta) {
    double[] y = normalised(x, gamma, beta);
    for (int at = 0; at < y.length; at++) {
      double value = relu ? Math.max(0, y[at]) : y[at];
      y[at] = enters(at / dim) ? to.of(value * factor(at)) : 0;
    }
    return y;
  }

  /** Updates the running statistics as a step of training does. */
  void update(double[] x) {
    for (int c = 0; c < dim && count() > 0; c++) {
      double mean = mean(x, c);
      double variance = variance(x, mean, c);
      running[c] = momentum * running[c] + (1 - momentum) * mean;
      running[dim + c] = momentum * running[dim + c] + (1 - momentum) * variance;
    }
  }

  /**
   * {dx, dgamma, dbeta} of the sum of forward() times dy.
   *
   * @param open what each kernel lets through its ReLU [rows, dim], as of a value near 0 each has
   *     its own opinion; null without a ReLU
   */
  double[][] backward(double[] x, double[] gamma, double[] dy, boolean[] open) {
    double[] dx = new double[x.length];
    double[] dgamma = new double[dim];
    double[] dbeta = new double[dim];
    for (int c = 0; c < dim; c++) {
      double mean = mean(x, c);
      double root = root(x, mean, c);
      double[] du = new double[x.length];
      for (int at = c; at < x.length; at += dim) {
        boolean passes = enters(at / dim) && (open == null || open[at]);
        du[at] = passes ? to.of(dy[at] * factor(at)) : 0;
        dbeta[c] = to.of(dbeta[c] + du[at]);
        dgamma[c] = to.add(dgamma[c], du[at] * to.of(to.of(x[at] - mean) / root));
      }
      double scale = to.of(gamma[c] / root);
      for (int at = c; at < x.length; at += dim) {
        if (!enters(at / dim)) {
          continue;
        }
        double slope = du[at];
        if (train) {
          double along = to.of(to.of(to.of(x[at] - mean) / root) * to.of(dgamma[c] / count()));
          slope = to.of(to.of(slope - to.of(dbeta[c] / count())) - along);
        }
        dx[at] = to.of(scale * slope);
      }
    }
    return new double[][] {dx, dgamma, dbeta};
  }

  private boolean enters(int row) {
    return lengths == null || lengths[row] > 0;
  }

  private double factor(int at) {
    return factors == null ? 1 : factors[at];
  }

  private int rows;

  private int count() {
    int count = 0;
    for (int r = 0; r < rows; r++) {
      count += enters(r) ? 1 : 0;
    }
    return count;
  }

  private double mean(double[] x, int column) {
    rows = x.length / dim;
    if (!train) {
      return running[column];
    }
    double sum = 0;
    for (int r = 0; r < rows; r++) {
      sum = enters(r) ? to.of(sum + x[r * dim + column]) : sum;
    }
    return to.of(sum / Math.max(1, count()));
  }

  private double variance(double[] x, double mean, int column) {
    if (!train) {
      return running[dim + column];
    }
    double sum = 0;
    for (int r = 0; r < rows; r++) {
      double off = to.of(x[r * dim + column] - mean);
      sum = enters(r) ? to.add(sum, off * off) : sum;
    }
    return to.of(sum / Math.max(1, count()));
  }

  private double root(double[] x, double mean, int column) {
    return to.of(Math.sqrt(to.of(variance(x, mean, column) + epsilon)));
  }
}
