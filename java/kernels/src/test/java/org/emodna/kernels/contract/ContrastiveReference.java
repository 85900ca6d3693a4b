package org.emodna.kernels.contract;

/** The contrastive loss by its formula over all pairs, in float64 or naively in float32. */
final class ContrastiveReference {
  final double[] u;
  final double[] v;
  final int[] labels;
  final int dim;
  final double temperature;

  /** Rows of A without a positive, known after a value. */
  int skipped;

  private final Arithmetic to;

  ContrastiveReference(double[] u, double[] v, int[] labels, int dim, double temperature) {
    this(Arithmetic.FLOAT64, u, v, labels, dim, temperature);
  }

  private ContrastiveReference(
      Arithmetic to, double[] u, double[] v, int[] labels, int dim, double temperature) {
    this.to = to;
    this.u = u;
    this.v = v;
    this.labels = labels;
    this.dim = dim;
    this.temperature = temperature;
  }

  /** The naive kernel on the same inputs. */
  ContrastiveReference naive() {
    return new ContrastiveReference(Arithmetic.FLOAT32, u, v, labels, dim, temperature);
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
        positives[i] += a != i && labels[a] == labels[i] ? 1 : 0;
      }
      counting += positives[i] > 0 ? 1 : 0;
      skipped += labels[i] >= 0 && positives[i] == 0 ? 1 : 0;
    }
    double total = 0;
    double[] scores = new double[labels.length + v.length / dim];
    for (int i = 0; i < labels.length; i++) {
      if (positives[i] > 0) {
        total = to.add(total, anchor(i, positives[i], scores));
      }
      for (int j = 0; du != null && positives[i] > 0 && j < scores.length; j++) {
        boolean positive = j < labels.length && j != i && labels[j] == labels[i];
        double share = positive ? to.of(1.0 / positives[i]) : 0;
        double slope = to.of(to.of(Math.exp(scores[j])) - share);
        slope = to.of(slope * to.of(weight / to.of(temperature * counting)));
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
          inU && (j == i || labels[j] < 0)
              ? Double.NEGATIVE_INFINITY
              : to.of(dot(u, i, inU ? u : v, inU ? j : j - labels.length) / temperature);
      largest = Math.max(largest, scores[j]);
      if (inU && j != i && labels[j] == labels[i]) {
        positive = to.add(positive, scores[j] / positives);
      }
    }
    double sum = 0;
    for (double score : scores) {
      sum = to.add(sum, Math.exp(to.of(score - largest)));
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
