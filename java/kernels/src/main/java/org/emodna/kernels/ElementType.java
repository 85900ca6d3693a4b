package org.emodna.kernels;

/** The type of a tensor's elements. */
public enum ElementType {
  FLOAT32(4),
  INT32(4),
  INT64(8),
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
