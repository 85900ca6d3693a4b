package org.emodna.kernels.contract;

/** Statistics pooling by its formula, in float64 or naively in float32. */
final class PoolingReference {
  private final Arithmetic to;
  private final int frames;
  private final int dim;
  private final double floor;

  PoolingReference(Arithmetic to, int frames, int dim, double floor) {
    this.to = to;
    this.frames = frames;
    this.dim = dim;
    this.floor = floor;
  }

  /** [rows, 2 dim] of x [rows, frames, dim]. */
  double[] forward(double[] x, int[] lengths) {
    double[] y = new double[lengths.length * 2 * dim];
    for (int r = 0; r < lengths.length; r++) {
      for (int i = 0; i < dim && lengths[r] > 0; i++) {
        double mean = mean(x, r, i, lengths[r]);
        y[r * 2 * dim + i] = mean;
        y[r * 2 * dim + dim + i] = deviation(x, mean, r, i, lengths[r]);
      }
    }
    return y;
  }

  /** As x: the gradient of the sum of forward() times dy. */
  double[] backward(double[] x, int[] lengths, double[] dy) {
    double[] dx = new double[x.length];
    for (int r = 0; r < lengths.length; r++) {
      for (int i = 0; i < dim && lengths[r] > 0; i++) {
        double mean = mean(x, r, i, lengths[r]);
        double level = to.of(dy[r * 2 * dim + i] / lengths[r]);
        double deviation = deviation(x, mean, r, i, lengths[r]);
        double slope = to.of(to.of(dy[r * 2 * dim + dim + i] / lengths[r]) / deviation);
        for (int t = 0; t < lengths[r]; t++) {
          int at = at(r, t, i);
          dx[at] = to.add(level, to.of(x[at] - mean) * slope);
        }
      }
    }
    return dx;
  }

  private int at(int row, int frame, int column) {
    return (row * frames + frame) * dim + column;
  }

  private double mean(double[] x, int row, int column, int length) {
    double sum = 0;
    for (int t = 0; t < length; t++) {
      sum = to.of(sum + x[at(row, t, column)]);
    }
    return to.of(sum / length);
  }

  private double deviation(double[] x, double mean, int row, int column, int length) {
    double sum = 0;
    for (int t = 0; t < length; t++) {
      double off = to.of(x[at(row, t, column)] - mean);
      sum = to.add(sum, off * off);
    }
    return to.of(Math.sqrt(to.add(floor, sum / length)));
  }
}
