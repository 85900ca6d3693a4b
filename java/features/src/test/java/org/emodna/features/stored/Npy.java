package org.emodna.features.stored;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes npy files, sound ones and others. */
public final class Npy {
  private Npy() {}

  /** A file of version 1 with that header and data. */
  static byte[] raw(String header, byte[] data) {
    byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer all = ByteBuffer.allocate(10 + text.length + data.length);
    all.order(ByteOrder.LITTLE_ENDIAN);
    all.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    all.putShort((short) text.length).put(text).put(data);
    return all.array();
  }

  static String header(String descr, String shape) {
    return "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }   \n".formatted(descr, shape);
  }

  static byte[] bytes(float[] values, String shape) {
    ByteBuffer data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    return raw(header("<f4", shape), data.array());
  }

  /** A vector [D]. */
  public static Path vector(Path file, float... values) {
    return write(file, bytes(values, values.length + ","));
  }

  /** Rows [N, D] or frames [T, D]. */
  public static Path rows(Path file, int width, float... values) {
    return write(file, bytes(values, values.length / width + ", " + width));
  }

  static Path write(Path file, byte[] content) {
    try {
      Files.createDirectories(file.getParent());
      return Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
