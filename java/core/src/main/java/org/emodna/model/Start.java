package org.emodna.model;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** How a parameter's first values are made. What is random is drawn from a generator of its own. */
public final class Start {
  private enum Kind {
    GLOROT,
    UNIFORM,
    CONSTANT
  }

  private final Kind kind;
  private final double value;

  private Start(Kind kind, double value) {
    this.kind = kind;
    this.value = value;
  }

  /**
   * Glorot-uniform from fan-in and fan-out, for weights [out, in, taps...]; the taps count in both
   * fans, as in Keras.
   */
  public static Start glorot() {
    return new Start(Kind.GLOROT, 0);
  }

  /** Uniform in plus and minus the limit. */
  public static Start uniform(double limit) {
    return new Start(Kind.UNIFORM, limit);
  }

  /** The same value everywhere. */
  public static Start constant(float value) {
    return new Start(Kind.CONSTANT, value);
  }

  /** 0 everywhere. */
  public static Start zero() {
    return constant(0);
  }

  /** 1 everywhere. */
  public static Start one() {
    return constant(1);
  }

  /**
   * Writes the first values of a parameter.
   *
   * @param values where to, from {@code from} up to {@code to}
   * @param shape of the parameter
   * @param random its own generator, so that no parameter's values depend on another's
   */
  public void fill(float[] values, int from, int to, List<Integer> shape, SplittableRandom random) {
    if (kind == Kind.CONSTANT) {
      Arrays.fill(values, from, to, (float) value);
      return;
    }
    double limit = kind == Kind.GLOROT ? glorotLimit(shape) : value;
    for (int i = from; i < to; i++) {
      values[i] = (float) ((2 * random.nextDouble() - 1) * limit);
    }
  }

  private static double glorotLimit(List<Integer> shape) {
    int taps = 1;
    for (int i = 2; i < shape.size(); i++) {
      taps *= shape.get(i);
    }
    return Math.sqrt(6.0 / ((double) taps * (shape.get(0) + shape.get(1))));
  }
}
