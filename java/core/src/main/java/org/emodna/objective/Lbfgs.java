package org.emodna.objective;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * The limited-memory method of Broyden, Fletcher, Goldfarb and Shanno (Nocedal 1980), for a convex
 * and smooth function of many variables. In double, from 0, in one thread: the same bits always.
 */
final class Lbfgs {
  /** Pairs of steps and differences of gradients that stand for the curvature. */
  private static final int MEMORY = 12;

  /** Share of the expected decrease that a step must bring (Armijo). */
  private static final double SUFFICIENT = 1e-4;

  /** Near the minimum a decrease is less than what rounding makes of the values. */
  private static final double ROUNDING = 1e-14;

  private static final int MOST_HALVINGS = 60;

  private Lbfgs() {}

  /** A function with its gradient. */
  interface Function {
    /**
     * The value.
     *
     * @param gradient is overwritten
     */
    double value(double[] at, double[] gradient);
  }

  /**
   * Where it has come to.
   *
   * @param converged whether no entry of the gradient is larger than was asked for
   */
  record Minimum(double[] at, int iterations, boolean converged) {}

  private record Pair(double[] step, double[] change, double product) {}

  /**
   * Minimises.
   *
   * @param size variables
   * @param tolerance of the gradient's largest entry
   * @param check called before each value of the function; what it throws ends this
   */
  static Minimum minimise(
      Function function, int size, double tolerance, int mostIterations, Runnable check) {
    double[] at = new double[size];
    double[] gradient = new double[size];
    double value = function.value(at, gradient);
    Deque<Pair> pairs = new ArrayDeque<>();
    for (int iteration = 0; iteration < mostIterations; iteration++) {
      if (largest(gradient) <= tolerance) {
        return new Minimum(at, iteration, true);
      }
      double[] direction = direction(gradient, pairs);
      double slope = dot(direction, gradient);
      // Without curvature the gradient's length says nothing of a good step's.
      double length = pairs.isEmpty() ? Math.min(1, 1 / Math.sqrt(-slope)) : 1;
      double[] next = new double[size];
      double[] nextGradient = new double[size];
      double nextValue = 0;
      boolean found = false;
      for (int halving = 0; halving < MOST_HALVINGS && !found; halving++) {
        for (int i = 0; i < size; i++) {
          next[i] = at[i] + length * direction[i];
        }
        check.run();
        nextValue = function.value(next, nextGradient);
        found =
            nextValue
                <= value + SUFFICIENT * length * slope + ROUNDING * Math.max(1, Math.abs(value));
        length /= 2;
      }
      if (!found) {
        return new Minimum(at, iteration, false);
      }
      remember(pairs, difference(next, at), difference(nextGradient, gradient));
      at = next;
      gradient = nextGradient;
      value = nextValue;
    }
    return new Minimum(at, mostIterations, largest(gradient) <= tolerance);
  }

  /** Minus the gradient times the inverse curvature that the pairs stand for. */
  private static double[] direction(double[] gradient, Deque<Pair> pairs) {
    double[] q = gradient.clone();
    double[] factors = new double[pairs.size()];
    int n = 0;
    for (Iterator<Pair> latest = pairs.descendingIterator(); latest.hasNext(); n++) {
      Pair pair = latest.next();
      factors[n] = dot(pair.step, q) / pair.product;
      add(q, -factors[n], pair.change);
    }
    if (!pairs.isEmpty()) {
      Pair last = pairs.getLast();
      scale(q, last.product / dot(last.change, last.change));
    }
    for (Pair pair : pairs) {
      n--;
      add(q, factors[n] - dot(pair.change, q) / pair.product, pair.step);
    }
    scale(q, -1);
    return q;
  }

  /** A pair without curvature, which rounding makes, is left out. */
  private static void remember(Deque<Pair> pairs, double[] step, double[] change) {
    double product = dot(step, change);
    if (product > 1e-12 * Math.sqrt(dot(step, step) * dot(change, change))) {
      if (pairs.size() == MEMORY) {
        pairs.removeFirst();
      }
      pairs.addLast(new Pair(step, change, product));
    }
  }

  private static double largest(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static void add(double[] to, double factor, double[] values) {
    for (int i = 0; i < to.length; i++) {
      to[i] += factor * values[i];
    }
  }

  private static void scale(double[] values, double factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
  }

  private static double[] difference(double[] a, double[] b) {
    double[] difference = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      difference[i] = a[i] - b[i];
    }
    return difference;
  }
}
