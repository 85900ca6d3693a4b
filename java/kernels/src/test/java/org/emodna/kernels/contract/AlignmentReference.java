package org.emodna.kernels.contract;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.emodna.kernels.Alignment;

/**
 * The alignment distances by their formulas and over all pairs, in float64 or naively in float32.
 * Rows may stand for several equal ones each (not for CORAL); gradients are then the sums of
 * theirs.
 */
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

  private final Arithmetic to;

  /** How many equal rows each row of either side stands for; null = one. */
  private final int[][] copies;

  AlignmentReference(
      Alignment.Kind kind, int dim, int classes, double[][] x, int[][] labels, double[][] weights) {
    this(Arithmetic.FLOAT64, kind, dim, classes, x, labels, weights, null);
  }

  private AlignmentReference(
      Arithmetic to,
      Alignment.Kind kind,
      int dim,
      int classes,
      double[][] x,
      int[][] labels,
      double[][] weights,
      int[][] copies) {
    this.to = to;
    this.copies = copies;
    this.kind = kind;
    this.dim = dim;
    this.classes = classes;
    this.x = x;
    this.labels = labels;
    this.weights = weights;
  }

  /** The same where each row of either side stands for so many equal ones. */
  AlignmentReference repeated(int[][] copies) {
    return new AlignmentReference(to, kind, dim, classes, x, labels, weights, copies);
  }

  /** The naive kernel on the same inputs. */
  AlignmentReference naive(Arithmetic arithmetic) {
    return new AlignmentReference(arithmetic, kind, dim, classes, x, labels, weights, copies);
  }

  private int rows(int side) {
    return x[side].length / dim;
  }

  private int label(int side, int row) {
    return labels == null ? 0 : labels[side][row];
  }

  private double copies(int side, int row) {
    return copies == null ? 1 : copies[side][row];
  }

  private boolean enters(int side, int row) {
    return label(side, row) >= 0;
  }

  private double squared(int sideA, int a, int sideB, int b) {
    double sum = 0;
    for (int d = 0; d < dim; d++) {
      double difference = to.of(x[sideA][a * dim + d] - x[sideB][b * dim + d]);
      sum = to.add(sum, difference * difference);
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
        result[r] *= copies(side, r);
        sum = to.of(sum + result[r]);
      }
    }
    for (int r = 0; r < result.length; r++) {
      result[r] = to.of(result[r] / sum);
    }
    return sum > 0 ? result : null;
  }

  private double meanKernel(int sideA, double[] wa, int sideB, double[] wb) {
    double sum = 0;
    for (int a = 0; a < wa.length; a++) {
      for (int b = 0; b < wb.length; b++) {
        if (wa[a] * wb[b] != 0) {
          double distance = to.of(squared(sideA, a, sideB, b) / sigma2);
          double kernel = 0;
          for (double s : BANDWIDTHS) {
            kernel = to.add(kernel, to.exp(-distance / s));
          }
          sum = to.add(sum, to.of(wa[a] * wb[b]) * kernel);
        }
      }
    }
    return sum;
  }

  private double distance(double[] source, double[] target) {
    double within = to.of(meanKernel(0, source, 0, source) + meanKernel(1, target, 1, target));
    return to.of(within - 2 * meanKernel(0, source, 1, target));
  }

  private void findSigma2() {
    double sum = 0;
    double count = 0;
    for (int sideA = 0; sideA < 2; sideA++) {
      for (int a = 0; a < rows(sideA); a++) {
        if (!enters(sideA, a)) {
          continue;
        }
        count += copies(sideA, a);
        for (int sideB = 0; sideB < 2; sideB++) {
          for (int b = 0; b < rows(sideB); b++) {
            double pairs = enters(sideB, b) ? copies(sideA, a) * copies(sideB, b) : 0;
            sum = to.of(sum + pairs * squared(sideA, a, sideB, b));
          }
        }
      }
    }
    sigma2 = Math.max(1e-12, count > 1 ? to.of(sum / (count * (count - 1))) : 0);
  }

  private int entering(int side) {
    return (int) IntStream.range(0, rows(side)).filter(r -> enters(side, r)).count();
  }

  /** The rows that enter without their mean; the others are 0. */
  private double[] centred(int side) {
    double[] result = new double[x[side].length];
    for (int d = 0; d < dim; d++) {
      double mean = 0;
      for (int r = 0; r < rows(side); r++) {
        mean = to.of(mean + (enters(side, r) ? x[side][r * dim + d] : 0));
      }
      mean = to.of(mean / Math.max(1, entering(side)));
      for (int r = 0; r < rows(side); r++) {
        result[r * dim + d] = enters(side, r) ? to.of(x[side][r * dim + d] - mean) : 0;
      }
    }
    return result;
  }

  /** Of the covariances; 0 where a side has no row. */
  private double[] difference() {
    double[] difference = new double[dim * dim];
    for (int side = 0; side < 2 && entering(0) > 0 && entering(1) > 0; side++) {
      double[] centred = centred(side);
      double[] products = new double[dim * dim];
      for (int r = 0; r < rows(side); r++) {
        for (int d = 0; d < dim * dim; d++) {
          products[d] =
              to.add(products[d], centred[r * dim + d / dim] * centred[r * dim + d % dim]);
        }
      }
      for (int d = 0; d < dim * dim; d++) {
        double covariance = products[d] / Math.max(1, entering(side) - 1);
        difference[d] = to.add(difference[d], side == 0 ? covariance : -covariance);
      }
    }
    return difference;
  }

  private double coral() {
    double[] difference = difference();
    double sum = 0;
    for (double each : difference) {
      sum = to.add(sum, each * each);
    }
    return to.of(sum / (4.0 * dim * dim));
  }

  private double[][] coralGradient() {
    double[] difference = difference();
    double[][] gradient = {new double[x[0].length], new double[x[1].length]};
    for (int side = 0; side < 2; side++) {
      double[] centred = centred(side);
      double divisor = (side == 0 ? 1.0 : -1.0) * Math.max(1, entering(side) - 1) * dim * dim;
      for (int i = 0; i < centred.length; i++) {
        double sum = 0;
        for (int d = 0; d < dim; d++) {
          sum = to.add(sum, centred[i - i % dim + d] * difference[d * dim + i % dim]);
        }
        gradient[side][i] = to.of(sum / divisor);
      }
    }
    return gradient;
  }

  /** For each class of both sides the weights of the source's rows and of the target's. */
  private double[][][] sharedClasses() {
    double[][][] shared = new double[classes][][];
    int n = 0;
    for (int c = 0; c < (kind == Alignment.Kind.CORPUS ? 1 : classes); c++) {
      double[] source = classWeights(0, c);
      double[] target = classWeights(1, c);
      if (source != null && target != null) {
        shared[n++] = new double[][] {source, target};
      }
    }
    return Arrays.copyOf(shared, n);
  }

  double value() {
    if (kind == Alignment.Kind.CORAL) {
      return coral();
    }
    if (sigma2 == 0) {
      findSigma2();
    }
    double[][][] shared = sharedClasses();
    int n = shared.length;
    double same = 0;
    double other = 0;
    for (int c = 0; c < n; c++) {
      same = to.add(same, distance(shared[c][0], shared[c][1]) / n);
      for (int e = 0; e < n && kind == Alignment.Kind.CLASS; e++) {
        other = to.add(other, e == c ? 0 : distance(shared[c][0], shared[e][1]) / (n * (n - 1.0)));
      }
    }
    return to.of(same - other);
  }

  /** The gradient of the value, [side][row, dim], by its formula. */
  double[][] gradient() {
    if (kind == Alignment.Kind.CORAL) {
      return coralGradient();
    }
    findSigma2();
    double[][][] shared = sharedClasses();
    int n = shared.length;
    int source = rows(0);
    int all = source + rows(1);
    double[][] pairWeights = new double[all][all];
    for (int c = 0; c < n; c++) {
      for (int e = 0; e < n; e++) {
        if (c != e && kind != Alignment.Kind.CLASS) {
          continue;
        }
        double coefficient = to.of(c == e ? 1.0 / n : -1 / (n * (n - 1.0)));
        double[] signed = Arrays.copyOf(shared[c][0], all);
        for (int r = source; r < all; r++) {
          signed[r] = -shared[e][1][r - source];
        }
        for (int i = 0; i < all; i++) {
          for (int j = 0; j < all && signed[i] != 0; j++) {
            pairWeights[i][j] =
                to.add(pairWeights[i][j], to.of(coefficient * signed[i]) * signed[j]);
          }
        }
      }
    }
    double[][] gradient = {new double[x[0].length], new double[x[1].length]};
    for (int i = 0; i < all; i++) {
      for (int j = 0; j < all; j++) {
        if (pairWeights[i][j] == 0) {
          continue;
        }
        int sideI = i < source ? 0 : 1;
        int sideJ = j < source ? 0 : 1;
        int atI = i - sideI * source;
        int atJ = j - sideJ * source;
        double distance = to.of(squared(sideI, atI, sideJ, atJ) / sigma2);
        double slope = 0;
        for (double s : BANDWIDTHS) {
          slope = to.add(slope, to.exp(-distance / s) / s);
        }
        double factor = to.of(to.of(-4 * pairWeights[i][j] * slope) / sigma2);
        for (int d = 0; d < dim; d++) {
          int at = atI * dim + d;
          double difference = to.of(x[sideI][at] - x[sideJ][atJ * dim + d]);
          gradient[sideI][at] = to.add(gradient[sideI][at], factor * difference);
        }
      }
    }
    return gradient;
  }
}
