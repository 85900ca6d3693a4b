package org.emodna.kernels.contract;

import java.util.Arrays;

/**
 * The contrastive loss by its formula over all pairs, in float64 or naively in float32. Rows may
 * stand for several equal ones each; gradients are then the sums of theirs.
 */
final class ContrastiveReference {
  final double[] u;
  final double[] v;
  final int[] labels;
  final int dim;
  final double temperature;

  /** Rows of A without a positive, known after a value. */
  int skipped;

  private final Arithmetic to;

  /** How many equal rows each row of u, and behind them of v, stands for. */
  private final int[] copies;

  ContrastiveReference(double[] u, double[] v, int[] labels, int dim, double temperature) {
    this(u, v, labels, dim, temperature, ones(labels.length + v.length / dim));
  }

  ContrastiveReference(
      double[] u, double[] v, int[] labels, int dim, double temperature, int[] copies) {
    this(Arithmetic.FLOAT64, u, v, labels, dim, temperature, copies);
  }

  private ContrastiveReference(
      Arithmetic to,
      double[] u,
      double[] v,
      int[] labels,
      int dim,
      double temperature,
      int[] copies) {
    this.to = to;
    this.copies = copies;
    this.u = u;
    this.v = v;
    this.labels = labels;
    this.dim = dim;
    this.temperature = temperature;
  }

  /** The naive kernel on the same inputs. */
  ContrastiveReference naive() {
    return new ContrastiveReference(Arithmetic.FLOAT32, u, v, labels, dim, temperature, copies);
  }

  private static int[] ones(int count) {
    int[] ones = new int[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** How many keys that are row j an anchor that is row i has: all but itself. */
  private int keys(int i, int j) {
    return j < labels.length && labels[j] < 0 ? 0 : copies[j] - (i == j ? 1 : 0);
  }

  double value() {
    return value(0, null, null);
  }

  /** The value; adds weight * its gradient to du and dv. */
  double value(double weight, double[] du, double[] dv) {
    int[] positives = new int[labels.length];
    int counting = 0;
    skipped = 0;
    for (int i = 0; i < labels.length; i++) {
      for (int a = 0; labels[i] >= 0 && a < labels.length; a++) {
        positives[i] += labels[a] == labels[i] ? keys(i, a) : 0;
      }
      counting += positives[i] > 0 ? copies[i] : 0;
      skipped += labels[i] >= 0 && positives[i] == 0 ? copies[i] : 0;
    }
    double total = 0;
    double[] scores = new double[copies.length];
    for (int i = 0; i < labels.length; i++) {
      if (positives[i] > 0) {
        total = to.add(total, copies[i] * anchor(i, positives[i], scores));
      }
      for (int j = 0; du != null && positives[i] > 0 && j < scores.length; j++) {
        boolean positive = j < labels.length && labels[j] == labels[i];
        double share = positive ? to.of(1.0 / positives[i]) : 0;
        double slope = to.of(to.of(Math.exp(scores[j])) - share);
        slope = to.of(slope * to.of(weight / to.of(temperature * counting)));
        slope *= (double) copies[i] * keys(i, j);
        for (int d = 0; d < dim; d++) {
          double[] keys = j < labels.length ? u : v;
          int key = (j < labels.length ? j : j - labels.length) * dim + d;
          double[] gradient = j < labels.length ? du : dv;
          gradient[key] = to.add(gradient[key], slope * u[i * dim + d]);
          du[i * dim + d] = to.add(du[i * dim + d], slope * keys[key]);
        }
      }
    }
    return counting > 0 ? to.of(total / counting) : 0;
  }

  /** The loss of anchor i, and the logarithms of its probabilities. */
  private double anchor(int i, int positives, double[] scores) {
    double largest = Double.NEGATIVE_INFINITY;
    double positive = 0;
    for (int j = 0; j < scores.length; j++) {
      boolean inU = j < labels.length;
      scores[j] =
          keys(i, j) == 0
              ? Double.NEGATIVE_INFINITY
              : to.of(dot(u, i, inU ? u : v, inU ? j : j - labels.length) / temperature);
      largest = Math.max(largest, scores[j]);
      if (inU && keys(i, j) > 0 && labels[j] == labels[i]) {
        positive = to.add(positive, keys(i, j) * scores[j] / positives);
      }
    }
    double sum = 0;
    for (int j = 0; j < scores.length; j++) {
      sum = to.add(sum, keys(i, j) * Math.exp(to.of(scores[j] - largest)));
    }
    double normaliser = to.add(largest, Math.log(sum));
    for (int j = 0; j < scores.length; j++) {
      scores[j] = to.of(scores[j] - normaliser);
    }
    return to.of(normaliser - positive);
  }

  private double dot(double[] a, int i, double[] b, int j) {
    double sum = 0;
    for (int d = 0; d < dim; d++) {
      sum = to.add(sum, a[i * dim + d] * b[j * dim + d]);
    }
    return sum;
  }
}
