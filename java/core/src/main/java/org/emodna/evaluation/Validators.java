package org.emodna.evaluation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Figures that say how far a model may be trusted on recordings whose labels nobody knows, from its
 * class probabilities alone: what a training without target labels could choose its epoch by. Each
 * takes probabilities [recordings][classes], each row adding up to 1, and gives NaN where one is no
 * number. For all but {@link #entropy} more is better; which of them can be relied on is a matter
 * of measuring.
 */
public final class Validators {
  /** Rows that {@link #softNeighbourhoodDensity} compares with each other. */
  private static final int MOST_NEIGHBOURS = 2_000;

  private static final double TEMPERATURE = 0.05;

  private static final Map<String, ToDoubleFunction<float[][]>> ALL;

  static {
    Map<String, ToDoubleFunction<float[][]>> all = new LinkedHashMap<>();
    all.put("entropy", Validators::entropy);
    all.put("snd", Validators::softNeighbourhoodDensity);
    all.put("bnm", Validators::nuclearNorm);
    all.put("class-balance", Validators::classBalance);
    ALL = Collections.unmodifiableMap(all);
  }

  private Validators() {}

  /** All of them by name, in a fixed order; unmodifiable. */
  public static Map<String, ToDoubleFunction<float[][]>> all() {
    return ALL;
  }

  /**
   * The mean entropy of the predictions, in nats: 0 where each is certain, ln K where none says
   * anything. Less is better.
   *
   * @throws EvaluationException if there is no row, or one has another length
   */
  public static double entropy(float[][] probabilities) {
    classes(probabilities);
    double sum = 0;
    for (float[] row : probabilities) {
      for (float p : row) {
        sum -= timesLog(p);
      }
    }
    return sum / probabilities.length;
  }

  /**
   * The entropy of the mean prediction divided by ln K: 1 where the classes are predicted equally
   * often, 0 where all predictions are one class.
   *
   * @throws EvaluationException if there is no row, or one has another length
   */
  public static double classBalance(float[][] probabilities) {
    int classes = classes(probabilities);
    double entropy = 0;
    for (int c = 0; c < classes; c++) {
      double mean = 0;
      for (float[] row : probabilities) {
        mean += row[c];
      }
      entropy -= timesLog(mean / probabilities.length);
    }
    return entropy / Math.log(classes);
  }

  /**
   * Batch nuclear norm: the sum of the singular values of the matrix of predictions [n, K], divided
   * by sqrt(n min(n, K)), the most that it can be. Large where predictions are certain and of all
   * classes: 1 where each is certain and the classes are equally frequent. (Cui et al., "Towards
   * discriminability and diversity: batch nuclear-norm maximization under label insufficient
   * situations", CVPR 2020, who maximise the norm of a batch, divided by its size; here it is taken
   * over all recordings.)
   *
   * @throws EvaluationException if there is no row, or one has another length
   */
  public static double nuclearNorm(float[][] probabilities) {
    int classes = classes(probabilities);
    double[][] gram = new double[classes][classes];
    for (float[] row : probabilities) {
      for (int i = 0; i < classes; i++) {
        for (int j = 0; j < classes; j++) {
          gram[i][j] += (double) row[i] * row[j];
        }
      }
    }
    double norm = 0;
    for (double eigenvalue : Eigenvalues.ofSymmetric(gram)) {
      norm += Math.sqrt(Math.max(0, eigenvalue));
    }
    double n = probabilities.length;
    return norm / Math.sqrt(n * Math.min(n, classes));
  }

  /**
   * Soft neighbourhood density: how evenly each recording finds its neighbours among the others
   * that are predicted alike. Of predictions scaled to length 1 the similarities to all others, by
   * a softmax of temperature 0.05, make a distribution, whose entropy in nats is averaged: up to
   * ln(n - 1). Above 2,000 recordings, 2,000 evenly spread ones are looked at. (Saito et al., "Tune
   * it the right way: unsupervised validation of domain adaptation via soft neighborhood density",
   * ICCV 2021, on the outputs of the softmax.)
   *
   * @throws EvaluationException if there is no row, or one has another length
   */
  public static double softNeighbourhoodDensity(float[][] probabilities) {
    int classes = classes(probabilities);
    int n = Math.min(probabilities.length, MOST_NEIGHBOURS);
    double[][] unit = new double[n][classes];
    for (int i = 0; i < n; i++) {
      float[] row = probabilities[(int) ((long) i * probabilities.length / n)];
      double squares = 0;
      for (float p : row) {
        squares += (double) p * p;
      }
      double length = Math.sqrt(squares);
      for (int c = 0; c < classes; c++) {
        unit[i][c] = length == 0 ? 0 : row[c] / length;
      }
    }
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += n == 1 ? 0 : neighbourhood(unit, i);
    }
    return sum / n;
  }

  /** Entropy of softmax(s / T) over the others: ln Z - sum of e s / (T Z), s less the largest. */
  private static double neighbourhood(double[][] unit, int of) {
    double z = 0;
    double weighted = 0;
    for (int j = 0; j < unit.length; j++) {
      if (j != of) {
        double dot = 0;
        for (int c = 0; c < unit[of].length; c++) {
          dot += unit[of][c] * unit[j][c];
        }
        // At most 1, so the exponent is at most 0 and at least -20.
        double scaled = (dot - 1) / TEMPERATURE;
        double e = Math.exp(scaled);
        z += e;
        weighted += e * scaled;
      }
    }
    return Math.log(z) - weighted / z;
  }

  private static double timesLog(double p) {
    return p == 0 ? 0 : p * Math.log(p);
  }

  private static int classes(float[][] probabilities) {
    if (probabilities.length == 0) {
      throw new EvaluationException("a validator needs the predictions of at least one recording");
    }
    int classes = probabilities[0].length;
    for (float[] row : probabilities) {
      if (row.length != classes || classes < 2) {
        throw new EvaluationException(
            "a validator needs rows of equally many probabilities, at least 2; one has "
                + row.length);
      }
    }
    return classes;
  }
}
