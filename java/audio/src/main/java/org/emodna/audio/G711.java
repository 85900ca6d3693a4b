package org.emodna.audio;

/**
 * The values of G.711's codes, by the formulas of ITU-T G.711: a sign, three bits of segment, four
 * bits of step. Full scale is 1.
 */
final class G711 {
  static final float[] MU_LAW = new float[256];
  static final float[] A_LAW = new float[256];

  static {
    for (int code = 0; code < 256; code++) {
      MU_LAW[code] = muLaw(code) * 0x1p-15f;
      A_LAW[code] = aLaw(code) * 0x1p-15f;
    }
  }

  private G711() {}

  /** In units of 16-bit samples: all bits of a code are inverted, and 33 is the bias. */
  private static int muLaw(int code) {
    int bits = ~code & 0xFF;
    int magnitude = ((2 * (bits & 0x0F) + 33 << (bits >> 4 & 7)) - 33) << 2;
    return (bits & 0x80) != 0 ? -magnitude : magnitude;
  }

  /** In units of 16-bit samples: even bits of a code are inverted, and 0 is negative. */
  private static int aLaw(int code) {
    int bits = code ^ 0x55;
    int segment = bits >> 4 & 7;
    int step = 2 * (bits & 0x0F) + 1;
    int magnitude = (segment == 0 ? step : step + 32 << segment - 1) << 3;
    return (bits & 0x80) != 0 ? magnitude : -magnitude;
  }
}
