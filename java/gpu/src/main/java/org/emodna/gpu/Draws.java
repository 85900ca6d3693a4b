package org.emodna.gpu;

import java.util.Random;

/** Random inputs. */
final class Draws {
  private Draws() {}

  /** Normally distributed numbers. */
  static float[] normal(Random random, int count, double scale) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextGaussian() * scale);
    }
    return values;
  }
}
