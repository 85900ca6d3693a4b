package org.emodna.report.projection;

import java.util.Arrays;
import java.util.Random;

/**
 * Exact t-SNE (van der Maaten and Hinton, 2008): places points on a plane so that those near each
 * other stay near. It begins with the first two principal components, so that the same points give
 * the same picture, to the bit and on any machine: nothing is drawn at random.
 *
 * <p>Schedule and step size are those of scikit-learn: 250 steps with the attraction exaggerated
 * twelvefold and momentum 0.5, then 750 with momentum 0.8. The time grows with the square of the
 * points: 600 take about a second.
 */
public final class Tsne {
  private static final double EXAGGERATION = 12;
  private static final int EXAGGERATED = 250;
  private static final int ITERATIONS = 1000;
  private static final double START_SD = 1e-4;
  private static final double LEAST_GAIN = 0.01;
  private static final double LEAST_GRADIENT = 1e-7;

  /** More would take minutes, and no chart shows so many apart. */
  private static final int MOST_POINTS = 5000;

  private Tsne() {}

  /**
   * A finished projection.
   *
   * @param points [n][2]
   * @param divergence Kullback-Leibler divergence of the picture from the points, in nats
   */
  public record Result(double[][] points, double divergence) {}

  /**
   * The perplexity that suits a number of points: 30, as in the paper, or a third of their number.
   */
  public static double perplexity(int points) {
    return Math.min(30, Math.max(1.5, (points - 1) / 3.0));
  }

  /**
   * Projects points.
   *
   * @param points [n][dimensions], 4 to 5000 of them, finite
   * @param perplexity how many neighbours a point has, in effect; above 1 and below n
   * @throws IllegalArgumentException if there are too few or too many points, one has another
   *     length or a value that is not finite, or the perplexity is out of range
   */
  public static Result of(double[][] points, double perplexity) {
    require(points, perplexity);
    double[][] p = JointProbabilities.of(points, perplexity);
    Descent descent = new Descent(p, start(points));
    for (int i = 0; i < ITERATIONS; i++) {
      boolean exaggerated = i < EXAGGERATED;
      double gradient =
          descent.step(exaggerated ? EXAGGERATION : 1, exaggerated ? 0.5 : 0.8, i == EXAGGERATED);
      if (gradient < LEAST_GRADIENT && !exaggerated) {
        break;
      }
    }
    return new Result(descent.points(), descent.divergence());
  }

  private static void require(double[][] points, double perplexity) {
    int n = points.length;
    if (n < 4 || n > MOST_POINTS || !(perplexity > 1 && perplexity < n)) {
      throw new IllegalArgumentException(
          "t-SNE of %d points with perplexity %s: 4 to %d points, and a perplexity from 1 to their number"
              .formatted(n, perplexity, MOST_POINTS));
    }
    for (double[] point : points) {
      if (point.length == 0 || point.length != points[0].length) {
        throw new IllegalArgumentException("t-SNE: the points have different lengths");
      }
      for (double value : point) {
        if (!(Math.abs(value) <= 1e100)) {
          throw new IllegalArgumentException("t-SNE: a value is " + value);
        }
      }
    }
  }

  /** Principal components, the first of which has a standard deviation of 1e-4. */
  private static double[][] start(double[][] points) {
    double[][] start = PrincipalComponents.of(points);
    double sum = 0;
    for (double[] point : start) {
      sum += point[0] * point[0];
    }
    double sd = Math.sqrt(sum / start.length);
    // Where nothing varies every picture is as good, but points in one place would never part.
    Random random = new Random(1);
    for (double[] point : start) {
      for (int d = 0; d < 2; d++) {
        point[d] = sd > 0 ? point[d] / sd * START_SD : START_SD * (random.nextDouble() - 0.5);
      }
    }
    return start;
  }

  /** Gradient descent with momentum and a gain for each coordinate. */
  private static final class Descent {
    private final double[][] p;
    private final int n;
    private final double rate;
    private final double[] x;
    private final double[] y;
    private final double[][] weights;
    private final Axis alongX;
    private final Axis alongY;
    private double sum;

    Descent(double[][] p, double[][] start) {
      this.p = p;
      n = start.length;
      rate = Math.max(n / EXAGGERATION / 4, 50);
      x = new double[n];
      y = new double[n];
      for (int i = 0; i < n; i++) {
        x[i] = start[i][0];
        y[i] = start[i][1];
      }
      weights = new double[n][n];
      alongX = new Axis(x);
      alongY = new Axis(y);
    }

    /** Student's t with one degree of freedom between all points. */
    private void measure() {
      sum = 0;
      for (int i = 0; i < n; i++) {
        double rowSum = 0;
        for (int j = 0; j < i; j++) {
          double dx = x[i] - x[j];
          double dy = y[i] - y[j];
          double weight = 1 / (1 + dx * dx + dy * dy);
          weights[i][j] = weight;
          rowSum += weight;
        }
        sum += 2 * rowSum;
      }
    }

    /** One step; returns the length of the gradient, gains included. */
    double step(double exaggeration, double momentum, boolean afresh) {
      measure();
      alongX.begin(afresh);
      alongY.begin(afresh);
      for (int i = 0; i < n; i++) {
        double[] row = weights[i];
        double[] near = p[i];
        double gx = 0;
        double gy = 0;
        for (int j = 0; j < i; j++) {
          double q = Math.max(row[j] / sum, JointProbabilities.LEAST);
          double pull = 4 * (exaggeration * near[j] - q) * row[j];
          double fx = pull * (x[i] - x[j]);
          double fy = pull * (y[i] - y[j]);
          gx += fx;
          gy += fy;
          alongX.gradient[j] -= fx;
          alongY.gradient[j] -= fy;
        }
        alongX.gradient[i] += gx;
        alongY.gradient[i] += gy;
      }
      return Math.sqrt(alongX.move(momentum, rate) + alongY.move(momentum, rate));
    }

    double divergence() {
      measure();
      double divergence = 0;
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < i; j++) {
          double q = Math.max(weights[i][j] / sum, JointProbabilities.LEAST);
          divergence += 2 * p[i][j] * StrictMath.log(p[i][j] / q);
        }
      }
      return divergence;
    }

    double[][] points() {
      double[][] points = new double[n][];
      for (int i = 0; i < n; i++) {
        points[i] = new double[] {x[i], y[i]};
      }
      return points;
    }
  }

  /** One coordinate of all points. */
  private static final class Axis {
    private final double[] values;
    private final double[] gradient;
    private final double[] update;
    private final double[] gains;

    Axis(double[] values) {
      this.values = values;
      gradient = new double[values.length];
      update = new double[values.length];
      gains = new double[values.length];
      Arrays.fill(gains, 1);
    }

    void begin(boolean afresh) {
      Arrays.fill(gradient, 0);
      if (afresh) {
        Arrays.fill(update, 0);
        Arrays.fill(gains, 1);
      }
    }

    /** Returns the gradient's squared length. */
    double move(double momentum, double rate) {
      double length = 0;
      for (int i = 0; i < values.length; i++) {
        boolean turned = update[i] * gradient[i] < 0;
        gains[i] = Math.max(turned ? gains[i] + 0.2 : gains[i] * 0.8, LEAST_GAIN);
        double step = gradient[i] * gains[i];
        length += step * step;
        update[i] = momentum * update[i] - rate * step;
        values[i] += update[i];
      }
      return length;
    }
  }
}
