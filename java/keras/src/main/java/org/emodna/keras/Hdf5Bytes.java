package org.emodna.keras;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.emodna.base.Problem;

/**
 * An HDF5 file's content, read with bounds. A place beyond the file, a block that two paths lead to
 * and more steps than a file of weights can need end in one error: so neither loops nor shared
 * branches cost time or memory, whatever the file claims.
 */
final class Hdf5Bytes {
  /** Blocks, messages and links in all; TIM-Net of 10 dilations has fewer than 10,000. */
  private static final int MOST_STEPS = 50_000;

  /** An address that leads nowhere. */
  static final int NONE = -1;

  private final byte[] bytes;
  private final String name;
  private final Set<Integer> visited = new HashSet<>();
  private int steps;

  /**
   * @param bytes little-endian; not changed
   * @param name what messages call the file
   */
  Hdf5Bytes(byte[] bytes, String name) {
    this.bytes = bytes;
    this.name = name;
  }

  int size() {
    return bytes.length;
  }

  /** Counts one more thing that was looked at. */
  void step() {
    if (++steps > MOST_STEPS) {
      throw unsound("has more than " + MOST_STEPS + " parts");
    }
  }

  /** From the beginning of a block, to which one path must lead. */
  Cursor block(int address) {
    step();
    Cursor cursor = range(address, (long) bytes.length - address);
    if (!visited.add(address)) {
      throw unsound("leads to byte " + address + " by two paths");
    }
    return cursor;
  }

  /** Likewise, of a block that begins with four letters. */
  Cursor block(int address, String signature) {
    Cursor cursor = block(address);
    if (!cursor.text(4).equals(signature)) {
      throw unsound("has no " + signature + " at byte " + address);
    }
    return cursor;
  }

  /** A part of the file. */
  Cursor range(long address, long length) {
    if (address < 0 || length < 0 || length > bytes.length - address) {
      throw unsound("has a part that lies beyond its end");
    }
    return new Cursor((int) address, (int) (address + length));
  }

  KerasException unsound(String reason) {
    return new KerasException(
        Problem.of(name, "is not an HDF5 file that can be read: it " + reason)
            .remedy("name a file that Keras wrote with save_weights"));
  }

  /** Reads one thing after another, up to the end of a part. */
  final class Cursor {
    private final int end;
    private int at;

    private Cursor(int from, int end) {
      this.at = from;
      this.end = end;
    }

    int left() {
      return end - at;
    }

    /** Where the next byte lies in the file. */
    int at() {
      return at;
    }

    Cursor skip(int length) {
      if (length < 0 || length > left()) {
        throw unsound("ends too early");
      }
      at += length;
      return this;
    }

    /** An unsigned number of up to eight bytes; none may reach 2^63. */
    long number(int size) {
      int from = at;
      skip(size);
      long value = 0;
      for (int i = size - 1; i >= 0; i--) {
        value = value << 8 | bytes[from + i] & 0xff;
      }
      if (value < 0) {
        throw unsound("holds a size of " + Long.toUnsignedString(value));
      }
      return value;
    }

    int u1() {
      return (int) number(1);
    }

    int u2() {
      return (int) number(2);
    }

    /** A number that must be that. */
    void require(int size, long value, String what) {
      long found = number(size);
      if (found != value) {
        throw unsound("has " + what + " " + found + " where " + value + " is known");
      }
    }

    /** An address of eight bytes within the file, or {@link #NONE}. */
    int address() {
      int from = at;
      skip(8);
      long value = 0;
      for (int i = 7; i >= 0; i--) {
        value = value << 8 | bytes[from + i] & 0xff;
      }
      if (value == NONE) {
        return NONE;
      }
      if (value < 0 || value >= bytes.length) {
        throw unsound("has a part that lies beyond its end");
      }
      return (int) value;
    }

    /** Characters of one byte each. */
    String text(int length) {
      int from = at;
      skip(length);
      return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    }

    /** A name up to the byte 0. */
    String terminated(int most) {
      int from = at;
      while (u1() != 0) {
        if (at - from > most) {
          throw unsound("has a name of more than " + most + " bytes");
        }
      }
      return new String(bytes, from, at - 1 - from, StandardCharsets.UTF_8);
    }

    /** A part of this one, which is passed over. */
    Cursor part(int length) {
      int from = at;
      skip(length);
      return new Cursor(from, at);
    }

    /** Floats of the IEEE's binary32, little-endian. */
    float[] floats(int count) {
      float[] values = new float[count];
      for (int i = 0; i < count; i++) {
        values[i] = Float.intBitsToFloat(bits());
      }
      return values;
    }

    private int bits() {
      int from = at;
      skip(4);
      return bytes[from] & 0xff
          | (bytes[from + 1] & 0xff) << 8
          | (bytes[from + 2] & 0xff) << 16
          | bytes[from + 3] << 24;
    }
  }
}
