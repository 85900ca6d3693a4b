package org.emodna.objective;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The formulas of {@link Discriminant} and {@link SelfTraining} as they stand, for tests. */
final class PlainDiscriminant {
  private PlainDiscriminant() {}

  static double[][] probabilities(Discriminant.Rows rows, double shrinkage, List<float[]> others) {
    int width = rows.width();
    int classes = rows.classes();
    double all = Arrays.stream(rows.weights()).sum();
    double[][] means = new double[classes][width];
    for (int k = 0; k < classes; k++) {
      double sum = 0;
      for (int i = 0; i < rows.labels().length; i++) {
        if (rows.labels()[i] == k) {
          sum += rows.weights()[i];
          for (int f = 0; f < width; f++) {
            means[k][f] += rows.weights()[i] * rows.x().get(i)[f];
          }
        }
      }
      for (int f = 0; f < width; f++) {
        means[k][f] /= sum;
      }
    }
    double[][] s = new double[width][width];
    double trace = 0;
    for (int f = 0; f < width; f++) {
      for (int g = 0; g < width; g++) {
        for (int i = 0; i < rows.labels().length; i++) {
          double[] mean = means[rows.labels()[i]];
          float[] x = rows.x().get(i);
          s[f][g] += rows.weights()[i] / all * (x[f] - mean[f]) * (x[g] - mean[g]);
        }
      }
      trace += s[f][f];
    }
    for (int f = 0; f < width; f++) {
      for (int g = 0; g < width; g++) {
        s[f][g] = (1 - shrinkage) * s[f][g] + (f == g ? shrinkage * trace / width : 0);
      }
    }
    double[][] a = new double[classes][];
    for (int k = 0; k < classes; k++) {
      a[k] = solve(s, means[k]);
    }
    double[][] p = new double[others.size()][classes];
    for (int i = 0; i < p.length; i++) {
      double[] score = new double[classes];
      for (int k = 0; k < classes; k++) {
        for (int f = 0; f < width; f++) {
          score[k] += (others.get(i)[f] - means[k][f] / 2) * a[k][f];
        }
      }
      double most = Arrays.stream(score).max().orElseThrow();
      double sum = Arrays.stream(score).map(v -> Math.exp(v - most)).sum();
      for (int k = 0; k < classes; k++) {
        p[i][k] = Math.exp(score[k] - most) / sum;
      }
    }
    return p;
  }

  /** By Gauss and Jordan, with pivots. */
  private static double[] solve(double[][] matrix, double[] right) {
    int n = right.length;
    double[][] a = new double[n][];
    for (int i = 0; i < n; i++) {
      a[i] = Arrays.copyOf(matrix[i], n + 1);
      a[i][n] = right[i];
    }
    for (int c = 0; c < n; c++) {
      int pivot = c;
      for (int r = c; r < n; r++) {
        pivot = Math.abs(a[r][c]) > Math.abs(a[pivot][c]) ? r : pivot;
      }
      double[] row = a[pivot];
      a[pivot] = a[c];
      a[c] = row;
      for (int r = 0; r < n; r++) {
        double factor = r == c ? 0 : a[r][c] / row[c];
        for (int j = c; j <= n; j++) {
          a[r][j] -= factor * row[j];
        }
      }
    }
    double[] x = new double[n];
    Arrays.setAll(x, i -> a[i][n] / a[i][i]);
    return x;
  }

  /** Probabilities of the target before each choice, the last ones those of what comes out. */
  static List<double[][]> selfTraining(
      Solver.Data data, double shrinkage, SelfTraining.Options options) {
    int n = data.labels().length;
    int classes = data.classes();
    List<double[][]> all = new ArrayList<>();
    List<float[]> x = new ArrayList<>(data.source());
    List<Integer> labels = new ArrayList<>();
    List<Double> weights = new ArrayList<>();
    for (int label : data.labels()) {
      labels.add(label);
      long own = Arrays.stream(data.labels()).filter(l -> l == label).count();
      weights.add((double) n / (classes * own));
    }
    for (int round = 0; ; round++) {
      double[][] p = probabilities(rows(x, labels, weights, classes), shrinkage, data.target());
      all.add(p);
      if (round == options.rounds()) {
        return all;
      }
      int[] kept = kept(p, options);
      x = new ArrayList<>(x.subList(0, n));
      labels = new ArrayList<>(labels.subList(0, n));
      weights = new ArrayList<>(weights.subList(0, n));
      for (int j = 0; j < kept.length; j++) {
        int label = kept[j];
        if (label >= 0) {
          x.add(data.target().get(j));
          labels.add(label);
          long own = Arrays.stream(kept).filter(l -> l == label).count();
          weights.add(options.targetWeight() * n / (classes * own));
        }
      }
    }
  }

  private static Discriminant.Rows rows(
      List<float[]> x, List<Integer> labels, List<Double> weights, int classes) {
    return new Discriminant.Rows(
        x,
        labels.stream().mapToInt(i -> i).toArray(),
        weights.stream().mapToDouble(w -> w).toArray(),
        classes);
  }

  /** An utterance is kept if fewer of its class are surer of it, or as sure and before it. */
  static int[] kept(double[][] p, SelfTraining.Options options) {
    int classes = p[0].length;
    double[][] q = new double[p.length][classes];
    int[] label = new int[p.length];
    for (int j = 0; j < p.length; j++) {
      double sum = 0;
      for (int k = 0; k < classes; k++) {
        int column = k;
        double mean = Arrays.stream(p).mapToDouble(row -> row[column]).average().orElseThrow();
        q[j][k] = p[j][k] / Math.pow(mean, options.priorBalancing());
        sum += q[j][k];
      }
      for (int k = 0; k < classes; k++) {
        q[j][k] /= sum;
        label[j] = q[j][k] > q[j][label[j]] ? k : label[j];
      }
    }
    int[] kept = new int[p.length];
    for (int j = 0; j < p.length; j++) {
      int before = 0;
      int own = 0;
      for (int i = 0; i < p.length; i++) {
        if (label[i] == label[j]) {
          own++;
          double more = q[i][label[i]] - q[j][label[j]];
          before += more > 0 || more == 0 && i < j ? 1 : 0;
        }
      }
      kept[j] = before < Math.ceil(options.share() * own - 1e-9) ? label[j] : -1;
    }
    return kept;
  }
}
