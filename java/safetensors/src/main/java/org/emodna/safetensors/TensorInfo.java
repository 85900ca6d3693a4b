package org.emodna.safetensors;

import java.util.Arrays;

/** Name, element type, shape and place of one tensor in a safetensors file. */
public final class TensorInfo {
  private final String name;
  private final DType dtype;
  private final long[] shape;
  private final long begin;
  private final long end;

  TensorInfo(String name, DType dtype, long[] shape, long begin, long end) {
    this.name = name;
    this.dtype = dtype;
    this.shape = shape.clone();
    this.begin = begin;
    this.end = end;
  }

  /** The tensor's name. */
  public String name() {
    return name;
  }

  /** The element type. */
  public DType dtype() {
    return dtype;
  }

  /**
   * The shape, outermost axis first (row-major data).
   *
   * @return a copy; empty for a scalar
   */
  public long[] shape() {
    return shape.clone();
  }

  /**
   * The number of elements.
   *
   * @return the product of the shape; 1 for a scalar
   */
  public long elements() {
    return (end - begin) / dtype.bytes();
  }

  /** The size of the data. */
  public long bytes() {
    return end - begin;
  }

  /** Offset of the first byte from the start of the data section. */
  long begin() {
    return begin;
  }

  /** Offset of the byte after the last from the start of the data section. */
  long end() {
    return end;
  }

  /**
   * The number of elements that a shape asks for.
   *
   * @throws ArithmeticException if it is beyond 63 bits
   */
  static long elements(long[] shape) {
    if (Arrays.stream(shape).anyMatch(axis -> axis == 0)) {
      return 0;
    }
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  @Override
  public String toString() {
    return name + " " + dtype + Arrays.toString(shape);
  }
}
