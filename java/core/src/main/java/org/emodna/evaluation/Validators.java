package org.emodna.evaluation;

/** Placeholder. */
public final class Validators {
  private Validators() {}

  public static double entropy(float[][] p) {
    return 0;
  }

  public static double bnm(float[][] p) {
    return 0;
  }

  public static double snd(float[][] p) {
    return 0;
  }

  public static double classBalance(float[][] p) {
    return 0;
  }
}
