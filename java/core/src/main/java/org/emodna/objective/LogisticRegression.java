package org.emodna.objective;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.emodna.base.Check;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;
import org.emodna.base.Section;

/**
 * Multinomial logistic regression on the source's vectors, the rival that every table shows: least
 * ½ ||W||² + C Σ_i s_i CE_i over all utterances, with weights s of the classes if they are
 * balanced. Biases are not regularised. It is what scikit-learn's LogisticRegression(C,
 * class_weight) fits.
 */
final class LogisticRegression implements Objective, Solver {
  /**
   * Settings.
   *
   * @param c C: the less, the stronger the regularisation
   * @param balanced whether an utterance of class c counts n / (K n_c) in place of 1
   */
  record Options(double c, boolean balanced) {
    Options {
      Check.real(c, 1e-6, 1e4, "logistic-regression.c");
    }
  }

  static final Section<Options> SECTION =
      new Section<>("logistic-regression", Options.class, new Options(0.003, true));

  /** The gradient's largest entry, relative to the weight of the data, at which it is solved. */
  private static final double TOLERANCE = 1e-9;

  private static final int MOST_ITERATIONS = 20_000;

  @Override
  public String name() {
    return SECTION.name();
  }

  @Override
  public List<Term> terms() {
    return List.of();
  }

  @Override
  public Optional<String> encoder() {
    return Optional.of("identity");
  }

  @Override
  public Optional<Solver> solver() {
    return Optional.of(this);
  }

  @Override
  public List<Section<?>> sections() {
    return List.of(SECTION);
  }

  @Override
  public Solution solve(Settings settings, Data data, Runnable check) {
    int[] labels = data.labels();
    int classes = data.classes();
    Options options = settings.get(SECTION);
    double[] shares = shares(labels, classes, options.balanced);
    Fit fit = new Fit(data.source(), labels, shares, classes, options.c);
    Lbfgs.Minimum minimum =
        Lbfgs.minimise(
            fit,
            fit.size(),
            TOLERANCE * Math.max(1, options.c * labels.length),
            MOST_ITERATIONS,
            check);
    if (!minimum.converged()) {
      throw new EmoDnaException(
          Problem.of(
                  "logistic regression",
                  "has not come to its minimum in %d iterations".formatted(MOST_ITERATIONS))
              .remedy("lower logistic-regression.c"));
    }
    double[] at = minimum.at();
    int weights = at.length - classes;
    return new Solution(
        floats(at, 0, weights),
        floats(at, weights, at.length),
        fit.meanLoss(at),
        minimum.iterations());
  }

  /** What an utterance of each class counts; in all as much as there are utterances. */
  private static double[] shares(int[] labels, int classes, boolean balanced) {
    double[] shares = new double[classes];
    if (!balanced) {
      Arrays.fill(shares, 1);
      return shares;
    }
    int[] counts = new int[classes];
    for (int label : labels) {
      counts[label]++;
    }
    Arrays.setAll(shares, c -> labels.length / ((double) classes * counts[c]));
    return shares;
  }

  private static float[] floats(double[] values, int from, int to) {
    float[] all = new float[to - from];
    for (int i = 0; i < all.length; i++) {
      all[i] = (float) values[from + i];
    }
    return all;
  }

  /** The function that is minimised, over W [K, F] and behind it b [K]. */
  private record Fit(List<float[]> x, int[] labels, double[] shares, int classes, double c)
      implements Lbfgs.Function {
    int size() {
      return classes * (x.get(0).length + 1);
    }

    @Override
    public double value(double[] at, double[] gradient) {
      int width = x.get(0).length;
      int weights = classes * width;
      double squares = 0;
      Arrays.fill(gradient, 0);
      for (int i = 0; i < weights; i++) {
        squares += at[i] * at[i];
        gradient[i] = at[i];
      }
      return squares / 2 + c * loss(at, gradient);
    }

    double meanLoss(double[] at) {
      return loss(at, null) / labels.length;
    }

    /**
     * The weighted sum of cross-entropies.
     *
     * @param gradient C times its gradient is added to this; null = none
     */
    private double loss(double[] at, double[] gradient) {
      int width = x.get(0).length;
      double[] p = new double[classes];
      double sum = 0;
      for (int i = 0; i < labels.length; i++) {
        float[] row = x.get(i);
        double share = shares[labels[i]];
        sum += share * softmax(at, row, labels[i], p);
        if (gradient != null) {
          for (int k = 0; k < classes; k++) {
            double d = c * share * (p[k] - (k == labels[i] ? 1 : 0));
            for (int f = 0; f < width; f++) {
              gradient[k * width + f] += d * row[f];
            }
            gradient[classes * width + k] += d;
          }
        }
      }
      return sum;
    }

    /** Probabilities of a row, into {@code p}; its cross-entropy. */
    private double softmax(double[] at, float[] row, int label, double[] p) {
      int width = row.length;
      double most = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < classes; k++) {
        double logit = at[classes * width + k];
        for (int f = 0; f < width; f++) {
          logit += at[k * width + f] * row[f];
        }
        p[k] = logit;
        most = Math.max(most, logit);
      }
      double own = p[label] - most;
      double total = 0;
      for (int k = 0; k < classes; k++) {
        // The strict functions give the same bits on every machine.
        p[k] = StrictMath.exp(p[k] - most);
        total += p[k];
      }
      for (int k = 0; k < classes; k++) {
        p[k] /= total;
      }
      return StrictMath.log(total) - own;
    }
  }
}
