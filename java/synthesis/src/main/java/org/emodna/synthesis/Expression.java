package org.emodna.synthesis;

import java.util.Arrays;

/** A value for every {@link Cue}: how an emotion, or one utterance of it, sounds. Immutable. */
final class Expression {
  static final Expression NEUTRAL = new Expression(neutralValues());

  private final double[] values;

  private Expression(double[] values) {
    this.values = values;
  }

  private static double[] neutralValues() {
    Cue[] cues = Cue.values();
    double[] values = new double[cues.length];
    for (Cue cue : cues) {
      values[cue.ordinal()] = cue.neutral;
    }
    return values;
  }

  double get(Cue cue) {
    return values[cue.ordinal()];
  }

  /** The same expression with one cue set. */
  Expression with(Cue cue, double value) {
    double[] copy = values.clone();
    copy[cue.ordinal()] = value;
    return new Expression(copy);
  }

  /** This expression's departure from {@code origin}, scaled by {@code strength}. */
  Expression scaled(Expression origin, double strength) {
    double[] mixed = new double[values.length];
    for (int i = 0; i < mixed.length; i++) {
      mixed[i] = origin.values[i] + strength * (values[i] - origin.values[i]);
    }
    return new Expression(mixed);
  }

  /** This expression with every cue moved at random by {@code amount} times its own spread. */
  Expression varied(RandomStream random, double amount) {
    double[] moved = new double[values.length];
    for (Cue cue : Cue.values()) {
      int i = cue.ordinal();
      moved[i] = values[i] + random.gaussian(amount * cue.spread);
    }
    return new Expression(moved);
  }

  @Override
  public String toString() {
    return Arrays.toString(values);
  }
}
