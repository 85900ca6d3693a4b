package org.emodna.kernels.contract;

import org.emodna.kernels.Alignment;

/** The alignment distances by their formulas, in float64 and over all pairs. */
final class AlignmentReference {
  private static final double[] BANDWIDTHS = {0.25, 0.5, 1, 2, 4};

  final Alignment.Kind kind;
  final int dim;
  final int classes;

  /** Rows of the source and of the target. */
  final double[][] x;

  /** Labels of both; null = all rows enter. */
  final int[][] labels;

  /** LOCAL: weights of both. */
  final double[][] weights;

  /** Kept from the first value: the gradient takes it for a constant. */
  double sigma2;

  AlignmentReference(
      Alignment.Kind kind, int dim, int classes, double[][] x, int[][] labels, double[][] weights) {
    this.kind = kind;
    this.dim = dim;
    this.classes = classes;
    this.x = x;
    this.labels = labels;
    this.weights = weights;
  }

  private int rows(int side) {
    return x[side].length / dim;
  }

  private int label(int side, int row) {
    return labels == null ? 0 : labels[side][row];
  }

  private boolean enters(int side, int row) {
    return label(side, row) >= 0;
  }

  private double squared(int sideA, int a, int sideB, int b) {
    double sum = 0;
    for (int d = 0; d < dim; d++) {
      double difference = x[sideA][a * dim + d] - x[sideB][b * dim + d];
      sum += difference * difference;
    }
    return sum;
  }

  /** Row weights of a class that add up to 1; null where the class is absent. */
  private double[] classWeights(int side, int c) {
    double[] result = new double[rows(side)];
    double sum = 0;
    for (int r = 0; r < result.length; r++) {
      if (enters(side, r)) {
        result[r] =
            switch (kind) {
              case CLASS -> label(side, r) == c ? 1 : 0;
              case LOCAL -> weights[side][r * classes + c];
              default -> 1;
            };
        sum += result[r];
      }
    }
    return sum > 0 ? KernelContract.scaled(result, 1 / sum) : null;
  }

  private double meanKernel(int sideA, double[] wa, int sideB, double[] wb) {
    double sum = 0;
    for (int a = 0; a < wa.length; a++) {
      for (int b = 0; b < wb.length; b++) {
        if (wa[a] * wb[b] != 0) {
          double distance = squared(sideA, a, sideB, b) / sigma2;
          for (double s : BANDWIDTHS) {
            sum += wa[a] * wb[b] * Math.exp(-distance / s);
          }
        }
      }
    }
    return sum;
  }

  private double distance(double[] source, double[] target) {
    return meanKernel(0, source, 0, source)
        + meanKernel(1, target, 1, target)
        - 2 * meanKernel(0, source, 1, target);
  }

  private void findSigma2() {
    double sum = 0;
    int count = 0;
    for (int sideA = 0; sideA < 2; sideA++) {
      for (int a = 0; a < rows(sideA); a++) {
        if (!enters(sideA, a)) {
          continue;
        }
        count++;
        for (int sideB = 0; sideB < 2; sideB++) {
          for (int b = 0; b < rows(sideB); b++) {
            sum += enters(sideB, b) ? squared(sideA, a, sideB, b) : 0;
          }
        }
      }
    }
    sigma2 = Math.max(1e-12, count > 1 ? sum / ((double) count * (count - 1)) : 0);
  }

  private double coral() {
    double[] difference = new double[dim * dim];
    for (int side = 0; side < 2; side++) {
      double[] mean = new double[dim];
      int count = 0;
      for (int r = 0; r < rows(side); r++) {
        if (enters(side, r)) {
          count++;
          for (int d = 0; d < dim; d++) {
            mean[d] += x[side][r * dim + d];
          }
        }
      }
      if (count == 0) {
        return 0;
      }
      for (int r = 0; r < rows(side) && count > 1; r++) {
        for (int d = 0; d < dim * dim && enters(side, r); d++) {
          double a = x[side][r * dim + d / dim] - mean[d / dim] / count;
          double b = x[side][r * dim + d % dim] - mean[d % dim] / count;
          difference[d] += (side == 0 ? a : -a) * b / (count - 1);
        }
      }
    }
    return KernelContract.product(difference, difference) / (4.0 * dim * dim);
  }

  double value() {
    if (kind == Alignment.Kind.CORAL) {
      return coral();
    }
    if (sigma2 == 0) {
      findSigma2();
    }
    double[][][] shared = new double[classes][][];
    int n = 0;
    for (int c = 0; c < (kind == Alignment.Kind.CORPUS ? 1 : classes); c++) {
      double[] source = classWeights(0, c);
      double[] target = classWeights(1, c);
      if (source != null && target != null) {
        shared[n++] = new double[][] {source, target};
      }
    }
    double same = 0;
    double other = 0;
    for (int c = 0; c < n; c++) {
      same += distance(shared[c][0], shared[c][1]) / n;
      for (int e = 0; e < n && kind == Alignment.Kind.CLASS; e++) {
        other += e == c ? 0 : distance(shared[c][0], shared[e][1]) / (n * (n - 1.0));
      }
    }
    return same - other;
  }
}
