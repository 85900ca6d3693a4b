package org.emodna.features.functionals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DecibelTest {
  @Test
  void powersAreThoseOfTheExponential() {
    double[] levels = new double[20_001];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (i - 10_000) * 0.0371;
    }
    double[] powers = new double[levels.length];
    Decibel.powers(levels.clone(), powers);
    for (int i = 0; i < levels.length; i++) {
      double expected = Math.pow(10, levels[i] / 10);
      assertEquals(expected, powers[i], 3e-14 * expected, levels[i] + " dB");
    }
    assertEquals(1, powers[10_000]);
  }

  @Test
  void whatIsNotANumberStaysSo() {
    double[] powers = new double[2];
    Decibel.powers(new double[] {Double.NaN, 3000}, powers);
    assertTrue(Double.isNaN(powers[0]));
    assertEquals(1e300, powers[1], 1e288);
  }
}
