package org.emodna.kernels;

/** The type of a tensor's elements. */
public enum ElementType {
  /** Floating point of 32 bits, IEEE 754. */
  FLOAT32(4),
  /** Integer of 32 bits, with sign. */
  INT32(4),
  /** Integer of 64 bits, with sign. */
  INT64(8),
  /** Eight bits, without a meaning of their own. */
  BYTE(1);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }
}
