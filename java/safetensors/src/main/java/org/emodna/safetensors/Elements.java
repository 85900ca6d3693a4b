package org.emodna.safetensors;

import java.nio.ByteBuffer;

/** Decodes elements from little-endian bytes, widening without loss. */
final class Elements {
  private Elements() {}

  /** Decodes all of the block (F32, F16 or BF16) into {@code values} from index {@code at} on. */
  static void floats(DType dtype, ByteBuffer block, float[] values, int at) {
    int count = block.remaining() / dtype.bytes();
    switch (dtype) {
      case F32 -> block.asFloatBuffer().get(values, at, count);
      case F16 -> {
        for (int i = 0; i < count; i++) {
          values[at + i] = Half.toFloat(block.getShort());
        }
      }
      case BF16 -> {
        for (int i = 0; i < count; i++) {
          values[at + i] = Float.intBitsToFloat(block.getShort() << 16);
        }
      }
      default -> throw new IllegalArgumentException(dtype + " does not widen to float");
    }
  }

  /** Decodes all of the block (any floating type) into {@code values} from index {@code at} on. */
  static void doubles(DType dtype, ByteBuffer block, double[] values, int at) {
    int count = block.remaining() / dtype.bytes();
    if (dtype == DType.F64) {
      block.asDoubleBuffer().get(values, at, count);
      return;
    }
    float[] floats = new float[count];
    floats(dtype, block, floats, 0);
    for (int i = 0; i < count; i++) {
      values[at + i] = floats[i];
    }
  }

  /** Decodes the block's next element (any integer type or BOOL). */
  static long integer(DType dtype, ByteBuffer block) {
    return switch (dtype) {
      case I64 -> block.getLong();
      case I32 -> block.getInt();
      case I16 -> block.getShort();
      case I8 -> block.get();
      case U8, BOOL -> block.get() & 0xFF;
      default -> throw new IllegalArgumentException(dtype + " is not an integer type");
    };
  }
}
