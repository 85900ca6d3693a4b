package org.emodna.kernels.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Assertions;

/** Float32 results against float64 ones. */
public final class Comparison {
  private Comparison() {}

  public static double largest(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  /**
   * The project's rule: within 1e-5 of the tensor's largest magnitude (and never less than 1e-7).
   */
  public static void assertClose(String what, double[] expected, float[] actual) {
    assertClose(what, expected, actual, 0);
  }

  /**
   * The rule with more room.
   *
   * @param more added to the bound, for what the reference itself only knows so well
   */
  public static void assertClose(String what, double[] expected, float[] actual, double more) {
    assertEquals(expected.length, actual.length, what);
    double bound = 1e-5 * largest(expected) + 1e-7 + more;
    for (int i = 0; i < expected.length; i++) {
      if (!(Math.abs(expected[i] - actual[i]) <= bound)) {
        String place = what + "[" + i + "] is " + actual[i] + ", expected " + expected[i];
        Assertions.fail(place + " within " + bound);
      }
    }
  }
}
