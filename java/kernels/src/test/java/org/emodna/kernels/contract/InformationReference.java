package org.emodna.kernels.contract;

/** Information and decorrelation by their formulas, in float64 or naively in float32. */
final class InformationReference {
  private final Arithmetic to;

  InformationReference(Arithmetic to) {
    this.to = to;
  }

  private double[] logProbabilities(double[] logits, int row, int classes) {
    double top = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < classes; k++) {
      top = Math.max(top, logits[row * classes + k]);
    }
    double sum = 0;
    for (int k = 0; k < classes; k++) {
      sum = to.of(sum + to.exp(to.of(logits[row * classes + k] - top)));
    }
    double[] result = new double[classes];
    for (int k = 0; k < classes; k++) {
      result[k] = to.of(to.of(logits[row * classes + k] - top) - to.of(Math.log(sum)));
    }
    return result;
  }

  private double[] mean(double[] logits, int classes) {
    int rows = logits.length / classes;
    double[] mean = new double[classes];
    for (int r = 0; r < rows; r++) {
      double[] log = logProbabilities(logits, r, classes);
      for (int k = 0; k < classes; k++) {
        mean[k] = to.of(mean[k] + to.exp(log[k]));
      }
    }
    for (int k = 0; k < classes; k++) {
      mean[k] = to.of(mean[k] / rows);
    }
    return mean;
  }

  /** Mean entropy of the rows' softmax less the entropy of their mean. */
  double information(double[] logits, int classes) {
    int rows = logits.length / classes;
    double entropies = 0;
    for (int r = 0; r < rows; r++) {
      for (double log : logProbabilities(logits, r, classes)) {
        entropies = to.add(entropies, -to.exp(log) * log);
      }
    }
    double entropy = 0;
    for (double p : mean(logits, classes)) {
      entropy = p > 0 ? to.add(entropy, -p * to.of(Math.log(p))) : entropy;
    }
    return to.of(to.of(entropies / rows) - entropy);
  }

  double[] informationGradient(double[] logits, int classes, double weight) {
    int rows = logits.length / classes;
    double[] mean = mean(logits, classes);
    double[] gradient = new double[logits.length];
    for (int r = 0; r < rows; r++) {
      double[] log = logProbabilities(logits, r, classes);
      double[] slope = new double[classes];
      double centre = 0;
      for (int k = 0; k < classes; k++) {
        double p = to.exp(log[k]);
        slope[k] = p > 0 ? to.of(to.of(Math.log(mean[k])) - log[k]) : 0;
        centre = to.add(centre, p * slope[k]);
      }
      for (int k = 0; k < classes; k++) {
        double each = to.of(to.exp(log[k]) * to.of(slope[k] - centre));
        gradient[r * classes + k] = to.of(each * to.of(weight / rows));
      }
    }
    return gradient;
  }

  /** {standardised [rows, dim], deviations [dim]}. */
  private double[][] standardised(double[] x, int dim) {
    int rows = x.length / dim;
    double[] y = new double[x.length];
    double[] deviations = new double[dim];
    for (int c = 0; c < dim; c++) {
      double mean = 0;
      double squares = 0;
      for (int at = c; at < x.length; at += dim) {
        mean = to.of(mean + x[at]);
      }
      mean = to.of(mean / rows);
      for (int at = c; at < x.length; at += dim) {
        double off = to.of(x[at] - mean);
        squares = to.add(squares, off * off);
      }
      deviations[c] = Math.max(1e-12, to.of(Math.sqrt(to.of(squares / rows))));
      for (int at = c; at < x.length; at += dim) {
        y[at] = to.of(to.of(x[at] - mean) / deviations[c]);
      }
    }
    return new double[][] {y, deviations};
  }

  /** [dimA, dimB] correlations of standardised columns. */
  private double[] correlations(double[] a, double[] b, int dimA, int dimB) {
    int rows = a.length / dimA;
    double[] c = new double[dimA * dimB];
    for (int at = 0; at < c.length; at++) {
      for (int r = 0; r < rows; r++) {
        c[at] = to.add(c[at], a[r * dimA + at / dimB] * b[r * dimB + at % dimB]);
      }
      c[at] = to.of(c[at] / rows);
    }
    return c;
  }

  double decorrelation(double[] a, double[] b, int dimA, int dimB) {
    double sum = 0;
    double[] x = standardised(a, dimA)[0];
    for (double c : correlations(x, standardised(b, dimB)[0], dimA, dimB)) {
      sum = to.add(sum, c * c);
    }
    return to.of(sum / (dimA * dimB));
  }

  /** With respect to a; that to b is the same with the sides exchanged. */
  double[] decorrelationGradient(double[] a, double[] b, int dimA, int dimB, double weight) {
    int rows = a.length / dimA;
    double[][] x = standardised(a, dimA);
    double[] y = standardised(b, dimB)[0];
    double[] c = correlations(x[0], y, dimA, dimB);
    double factor = to.of(2 * weight / ((double) rows * dimA * dimB));
    double[] gradient = new double[a.length];
    for (int i = 0; i < dimA; i++) {
      double[] slope = new double[rows];
      double mean = 0;
      double along = 0;
      for (int r = 0; r < rows; r++) {
        for (int j = 0; j < dimB; j++) {
          slope[r] = to.add(slope[r], c[i * dimB + j] * y[r * dimB + j]);
        }
        mean = to.of(mean + slope[r]);
        along = to.add(along, slope[r] * x[0][r * dimA + i]);
      }
      mean = to.of(mean / rows);
      along = to.of(along / rows);
      for (int r = 0; r < rows; r++) {
        double through = to.add(to.of(slope[r] - mean), -x[0][r * dimA + i] * along);
        gradient[r * dimA + i] = to.of(factor * to.of(through / x[1][i]));
      }
    }
    return gradient;
  }
}
