package org.emodna.objective;

import java.util.List;
import org.emodna.base.Check;
import org.emodna.base.Section;

/**
 * Linear discriminant analysis: classes that are normally distributed around their means with one
 * covariance, and equally frequent. With weights w_i of the utterances, W_k the sum of those of
 * class k and W of all:
 *
 * <pre>
 * m_k = 1/W_k sum_{i of k} w_i x_i                                  mean of a class
 * S   = 1/W sum_k sum_{i of k} w_i (x_i - m_k)(x_i - m_k)ᵀ          pooled covariance within classes
 * S'  = (1 - s) S + s (tr S / F) I                                  shrunk to its mean variance
 * p_k(x) ∝ exp(xᵀ S'⁻¹ m_k - ½ m_kᵀ S'⁻¹ m_k)
 * </pre>
 *
 * <p>So what varies within an emotion, such as speaker and text, counts less. Shrinking makes S'
 * regular however few utterances there are. In place of m_k this takes m_k - c, and x - c for x, c
 * being the mean of the m_k: the probabilities are the same, the numbers smaller.
 */
final class Discriminant {
  /**
   * Settings.
   *
   * @param shrinkage s: 0.001 to 1, where 1 leaves nearest means
   */
  record Options(double shrinkage) {
    Options {
      Check.real(shrinkage, 1e-3, 1, "discriminant.shrinkage");
    }
  }

  static final Section<Options> SECTION =
      new Section<>("discriminant", Options.class, new Options(0.6));

  /**
   * Where nothing varies within the classes, as with one utterance each, S is 0. So the variance
   * that is added is at least this share of the variance that there is in all.
   */
  private static final double LEAST_VARIANCE = 1e-9;

  /** Rows of S that are summed together: as many as stay in the cache. */
  private static final int TILE = 32;

  private final double[][] weight;
  private final double[] bias;

  private Discriminant(double[][] weight, double[] bias) {
    this.weight = weight;
    this.bias = bias;
  }

  /**
   * Utterances with their classes and weights.
   *
   * @param x of each, its vector [F]; not changed
   * @param labels class number of each; every class is there
   * @param weights above 0
   * @param classes K
   */
  record Rows(List<float[]> x, int[] labels, double[] weights, int classes) {
    int width() {
      return x.get(0).length;
    }
  }

  /**
   * Fits it. The same rows give the same bits, on any machine.
   *
   * @param check called every now and then; what it throws ends this
   */
  static Discriminant fit(Rows rows, Options options, Runnable check) {
    int width = rows.width();
    double[][] means = means(rows);
    double[] centre = mean(means, width);
    double[][] z = deviations(rows, means);
    double[][] s = covariance(z, check);
    double trace = 0;
    for (int f = 0; f < width; f++) {
      trace += s[f][f];
    }
    double shrinkage = options.shrinkage;
    double added = Math.max(shrinkage * trace / width, LEAST_VARIANCE * variance(rows, centre));
    for (int f = 0; f < width; f++) {
      for (int g = f; g < width; g++) {
        s[f][g] *= 1 - shrinkage;
      }
      s[f][f] += added > 0 ? added : 1;
    }
    Cholesky factor = Cholesky.of(s, check);
    double[][] weight = new double[rows.classes][];
    double[] bias = new double[rows.classes];
    for (int k = 0; k < rows.classes; k++) {
      double[] d = means[k];
      for (int f = 0; f < width; f++) {
        d[f] -= centre[f];
      }
      weight[k] = factor.solve(d);
      for (int f = 0; f < width; f++) {
        bias[k] -= (d[f] / 2 + centre[f]) * weight[k][f];
      }
    }
    return new Discriminant(weight, bias);
  }

  private static double[][] means(Rows rows) {
    double[][] means = new double[rows.classes][rows.width()];
    double[] sums = new double[rows.classes];
    for (int i = 0; i < rows.labels.length; i++) {
      double w = rows.weights[i];
      double[] mean = means[rows.labels[i]];
      float[] x = rows.x.get(i);
      for (int f = 0; f < mean.length; f++) {
        mean[f] += w * x[f];
      }
      sums[rows.labels[i]] += w;
    }
    for (int k = 0; k < rows.classes; k++) {
      if (!(sums[k] > 0)) {
        throw new IllegalArgumentException("class " + k + " has no utterance");
      }
      for (int f = 0; f < means[k].length; f++) {
        means[k][f] /= sums[k];
      }
    }
    return means;
  }

  private static double[] mean(double[][] rows, int width) {
    double[] mean = new double[width];
    for (double[] row : rows) {
      for (int f = 0; f < width; f++) {
        mean[f] += row[f] / rows.length;
      }
    }
    return mean;
  }

  /** Of each utterance sqrt(w / W) (x - m_k): the covariance is the sum of their squares. */
  private static double[][] deviations(Rows rows, double[][] means) {
    double sum = sum(rows.weights);
    double[][] z = new double[rows.labels.length][rows.width()];
    for (int i = 0; i < z.length; i++) {
      double root = StrictMath.sqrt(rows.weights[i] / sum);
      double[] mean = means[rows.labels[i]];
      float[] x = rows.x.get(i);
      for (int f = 0; f < mean.length; f++) {
        z[i][f] = root * (x[f] - mean[f]);
      }
    }
    return z;
  }

  /** The diagonal of Zᵀ Z and what lies to its right. */
  private static double[][] covariance(double[][] z, Runnable check) {
    int width = z[0].length;
    double[][] s = new double[width][width];
    for (int from = 0; from < width; from += TILE) {
      int to = Math.min(width, from + TILE);
      check.run();
      for (double[] row : z) {
        for (int f = from; f < to; f++) {
          double[] sums = s[f];
          double own = row[f];
          for (int g = f; g < width; g++) {
            sums[g] += own * row[g];
          }
        }
      }
    }
    return s;
  }

  /** Mean variance of a value around the centre, classes and all. */
  private static double variance(Rows rows, double[] centre) {
    double sum = 0;
    for (int i = 0; i < rows.labels.length; i++) {
      float[] x = rows.x.get(i);
      double squares = 0;
      for (int f = 0; f < centre.length; f++) {
        squares += (x[f] - centre[f]) * (x[f] - centre[f]);
      }
      sum += rows.weights[i] * squares;
    }
    return sum / sum(rows.weights) / centre.length;
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  /** Probabilities of each row [n][K]. */
  double[][] probabilities(List<float[]> rows) {
    double[][] all = new double[rows.size()][];
    for (int i = 0; i < all.length; i++) {
      all[i] = probabilities(rows.get(i));
    }
    return all;
  }

  private double[] probabilities(float[] x) {
    double[] p = bias.clone();
    double most = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < p.length; k++) {
      for (int f = 0; f < x.length; f++) {
        p[k] += weight[k][f] * x[f];
      }
      most = Math.max(most, p[k]);
    }
    double sum = 0;
    for (int k = 0; k < p.length; k++) {
      // The strict functions give the same bits on every machine.
      p[k] = StrictMath.exp(p[k] - most);
      sum += p[k];
    }
    for (int k = 0; k < p.length; k++) {
      p[k] /= sum;
    }
    return p;
  }

  /**
   * It as a classifier of a model.
   *
   * @param rows what its loss is told of
   * @param fits how often it was fitted
   */
  Solver.Solution solution(Rows rows, int fits) {
    int width = rows.width();
    float[] weights = new float[weight.length * width];
    float[] biases = new float[weight.length];
    for (int k = 0; k < biases.length; k++) {
      for (int f = 0; f < width; f++) {
        weights[k * width + f] = (float) weight[k][f];
      }
      biases[k] = (float) bias[k];
    }
    double loss = 0;
    for (int i = 0; i < rows.labels.length; i++) {
      double p = probabilities(rows.x.get(i))[rows.labels[i]];
      // A probability may round to 0.
      loss -= rows.weights[i] * StrictMath.log(Math.max(p, Double.MIN_NORMAL));
    }
    return new Solver.Solution(weights, biases, loss / sum(rows.weights), fits);
  }
}
