package org.emodna.kernels.contract;

import org.emodna.kernels.RowSpace;

/** The heads by their formulas, in float64 or naively in float32. */
final class HeadReference {
  private final Arithmetic to;

  HeadReference(Arithmetic to) {
    this.to = to;
  }

  /** y = x w^T + b, then max(0, .) where relu. */
  double[] linear(double[] x, double[] w, double[] b, int rows, boolean relu) {
    int outputs = b.length;
    int inputs = w.length / outputs;
    double[] y = new double[rows * outputs];
    for (int r = 0; r < rows; r++) {
      for (int o = 0; o < outputs; o++) {
        double sum = b[o];
        for (int i = 0; i < inputs; i++) {
          sum = to.add(sum, x[r * inputs + i] * w[o * inputs + i]);
        }
        y[r * outputs + o] = relu ? Math.max(0, sum) : sum;
      }
    }
    return y;
  }

  /** {dx, dw, db}, where dy is 0 behind a ReLU that is shut. */
  double[][] linearGradients(double[] x, double[] w, double[] dy, int rows, int outputs) {
    int inputs = w.length / outputs;
    double[] dx = new double[x.length];
    double[] dw = new double[w.length];
    double[] db = new double[outputs];
    for (int r = 0; r < rows; r++) {
      for (int o = 0; o < outputs; o++) {
        double slope = dy[r * outputs + o];
        db[o] = to.of(db[o] + slope);
        for (int i = 0; i < inputs; i++) {
          int atX = r * inputs + i;
          int atW = o * inputs + i;
          dx[atX] = to.add(dx[atX], slope * w[atW]);
          dw[atW] = to.add(dw[atW], slope * x[atX]);
        }
      }
    }
    return new double[][] {dx, dw, db};
  }

  double[] rowSpace(double[] x, int rows, int dim, RowSpace.Space space) {
    double[] y = x.clone();
    for (int r = 0; space == RowSpace.Space.L2 && r < rows; r++) {
      double norm = norm(x, r, dim);
      for (int i = 0; i < dim; i++) {
        y[r * dim + i] = to.of(x[r * dim + i] / norm);
      }
    }
    for (int i = 0; space == RowSpace.Space.STANDARDISED && i < dim; i++) {
      double mean = mean(x, i, dim);
      double deviation = deviation(x, mean, i, dim);
      for (int at = i; at < x.length; at += dim) {
        y[at] = to.of(to.of(x[at] - mean) / deviation);
      }
    }
    return y;
  }

  double[] rowSpaceGradient(double[] x, double[] dy, int rows, int dim, RowSpace.Space space) {
    double[] y = rowSpace(x, rows, dim, space);
    double[] dx = dy.clone();
    for (int r = 0; space == RowSpace.Space.L2 && r < rows; r++) {
      double norm = norm(x, r, dim);
      double along = 0;
      for (int at = r * dim; at < (r + 1) * dim; at++) {
        along = to.add(along, y[at] * dy[at]);
      }
      for (int at = r * dim; at < (r + 1) * dim; at++) {
        dx[at] = to.of(to.add(dy[at], -along * y[at]) / norm);
      }
    }
    for (int i = 0; space == RowSpace.Space.STANDARDISED && i < dim; i++) {
      double deviation = deviation(x, mean(x, i, dim), i, dim);
      double mean = mean(dy, i, dim);
      double along = 0;
      for (int at = i; at < x.length; at += dim) {
        along = to.add(along, y[at] * dy[at]);
      }
      along = to.of(along / rows);
      for (int at = i; at < x.length; at += dim) {
        dx[at] = to.of(to.add(to.of(dy[at] - mean), -along * y[at]) / deviation);
      }
    }
    return dx;
  }

  private double norm(double[] x, int row, int dim) {
    double sum = 0;
    for (int at = row * dim; at < (row + 1) * dim; at++) {
      sum = to.add(sum, x[at] * x[at]);
    }
    return Math.max(to.of(Math.sqrt(sum)), 1e-12);
  }

  private double mean(double[] x, int column, int dim) {
    double sum = 0;
    for (int at = column; at < x.length; at += dim) {
      sum = to.of(sum + x[at]);
    }
    return to.of(sum / (x.length / dim));
  }

  private double deviation(double[] x, double mean, int column, int dim) {
    double sum = 0;
    for (int at = column; at < x.length; at += dim) {
      double off = to.of(x[at] - mean);
      sum = to.add(sum, off * off);
    }
    return Math.max(to.of(Math.sqrt(to.of(sum / (x.length / dim)))), 1e-12);
  }

  double[] softmax(double[] logits, int classes) {
    double[] p = new double[logits.length];
    for (int row = 0; row < logits.length; row += classes) {
      double top = Double.NEGATIVE_INFINITY;
      for (int at = row; at < row + classes; at++) {
        top = Math.max(top, logits[at]);
      }
      double sum = 0;
      for (int at = row; at < row + classes; at++) {
        p[at] = to.of(Math.exp(to.of(logits[at] - top)));
        sum = to.of(sum + p[at]);
      }
      for (int at = row; at < row + classes; at++) {
        p[at] = to.of(p[at] / sum);
      }
    }
    return p;
  }

  /** Mean over the rows with a label; 0 without any. */
  double crossEntropy(double[] logits, int[] labels, int classes, double smoothing) {
    double total = 0;
    for (int r = 0; r < labels.length; r++) {
      double top = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < classes; k++) {
        top = Math.max(top, logits[r * classes + k]);
      }
      double sum = 0;
      for (int k = 0; k < classes; k++) {
        sum = to.add(sum, Math.exp(to.of(logits[r * classes + k] - top)));
      }
      double log = to.of(Math.log(sum));
      for (int k = 0; k < classes && labels[r] >= 0; k++) {
        double each = to.of(log - to.of(logits[r * classes + k] - top));
        total = to.add(total, target(labels[r], k, classes, smoothing) * each);
      }
    }
    return to.of(total / Math.max(1, counting(labels)));
  }

  double[] crossEntropyGradient(
      double[] logits, int[] labels, int classes, double smoothing, double weight) {
    double[] gradient = softmax(logits, classes);
    for (int at = 0; at < logits.length; at++) {
      int label = labels[at / classes];
      double off = to.of(gradient[at] - target(label, at % classes, classes, smoothing));
      gradient[at] = label < 0 ? 0 : to.of(to.of(weight * off) / counting(labels));
    }
    return gradient;
  }

  private double target(int label, int k, int classes, double smoothing) {
    return to.add(k == label ? to.of(1 - smoothing) : 0, smoothing / classes);
  }

  private static int counting(int[] labels) {
    int count = 0;
    for (int label : labels) {
      count += label >= 0 ? 1 : 0;
    }
    return count;
  }

  /** y[r, c dim + i] = p[r, c] z[r, i]. */
  double[] outer(double[] z, double[] p, int dim, int classes) {
    double[] y = new double[z.length * classes];
    for (int at = 0; at < y.length; at++) {
      int row = at / (dim * classes);
      y[at] = to.of(p[at / dim] * z[row * dim + at % dim]);
    }
    return y;
  }

  double[] outerGradient(double[] p, double[] dy, int dim, int classes) {
    double[] dz = new double[dy.length / classes];
    for (int at = 0; at < dy.length; at++) {
      int z = at / (dim * classes) * dim + at % dim;
      dz[z] = to.add(dz[z], p[at / dim] * dy[at]);
    }
    return dz;
  }
}
