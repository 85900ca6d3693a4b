package org.emodna.keras;

import java.util.Optional;
import org.emodna.keras.Hdf5Bytes.Cursor;

/** A dataset whose values are read when they are wanted. */
final class Hdf5Dataset {
  private static final int CONTIGUOUS = 1;

  /** The IEEE's binary32, little-endian, behind the class: byte order, sizes, places, bias. */
  private static final long[] FLOAT32 = {0x00_1f20, 4, 0, 32, 23, 8, 0, 23, 127};

  private static final int[] FLOAT32_BYTES = {3, 4, 2, 2, 1, 1, 1, 1, 4};

  private final Hdf5Bytes file;
  private final int[] shape;
  private final Cursor values;

  Hdf5Dataset(Hdf5Bytes file, Hdf5Header header) {
    this.file = file;
    this.shape = shape(header.one(Hdf5Header.DATASPACE));
    boolean plain = isFloat32(header.one(Hdf5Header.DATATYPE));
    this.values = values(header.one(Hdf5Header.LAYOUT), plain);
  }

  private int[] shape(Cursor in) {
    int version = in.u1();
    if (version != 1 && version != 2) {
      throw file.unsound("has a shape of version " + version);
    }
    int[] sizes = new int[in.u1()];
    in.skip(version == 1 ? 6 : 2);
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = (int) Math.min(Integer.MAX_VALUE, in.number(8));
    }
    return sizes;
  }

  private static boolean isFloat32(Cursor in) {
    boolean same = (in.u1() & 0xf) == 1 && in.left() >= 19;
    for (int i = 0; same && i < FLOAT32.length; i++) {
      same = in.number(FLOAT32_BYTES[i]) == FLOAT32[i];
    }
    return same;
  }

  /** Null where they are not plain float32 of the shape, in one piece. */
  private Cursor values(Cursor in, boolean plain) {
    int version = in.u1();
    if (!plain || (version != 3 && version != 4) || in.u1() != CONTIGUOUS) {
      return null;
    }
    int address = in.address();
    long size = in.number(8);
    long expected = Float.BYTES;
    for (int one : shape) {
      expected = one <= 0 || expected > file.size() ? 0 : expected * one;
    }
    return address == Hdf5Bytes.NONE || size != expected || size == 0
        ? null
        : file.range(address, size);
  }

  /** Of each dimension, those that do not fit an int as its largest value. */
  int[] shape() {
    return shape.clone();
  }

  /** Size of the values in the file; 0 where they can't be read. */
  int bytes() {
    return values == null ? 0 : values.left();
  }

  /** Row-major, to be read once; empty where they are not plain float32 in one piece. */
  Optional<float[]> values() {
    return Optional.ofNullable(values).map(in -> in.floats(in.left() / Float.BYTES));
  }
}
