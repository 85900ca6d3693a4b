package org.emodna.safetensors;

/** IEEE 754 binary16, which Java itself can read only since version 20. */
public final class Half {
  private Half() {}

  /**
   * Widens to binary32: exact for every bit pattern.
   *
   * @param bits of the number
   * @return the same number; NaN for a NaN
   */
  public static float toFloat(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = (bits >>> 10) & 0x1F;
    int fraction = bits & 0x3FF;
    if (exponent == 0) {
      // Zero and subnormals: fraction * 2^-24 is exact in binary32.
      float magnitude = fraction * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    int widened = exponent == 0x1F ? 0xFF : exponent - 15 + 127;
    return Float.intBitsToFloat(sign | widened << 23 | fraction << 13);
  }
}
