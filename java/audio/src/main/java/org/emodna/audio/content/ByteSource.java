package org.emodna.audio.content;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/** Bytes that can be read from any place. */
public interface ByteSource extends Closeable {
  /** How many there are. */
  long size();

  /** Reads some bytes from a place; -1 at the end. */
  int read(long position, ByteBuffer into) throws IOException;

  @Override
  void close() throws IOException;

  /** The first bytes, at most 512. */
  default byte[] head() throws IOException {
    return bytes(0, 512);
  }

  /** The bytes from a place on: as many as are asked for, or fewer at the end. */
  default byte[] bytes(long position, int most) throws IOException {
    int wanted = (int) Math.max(0, Math.min(most, size() - position));
    ByteBuffer bytes = ByteBuffer.allocate(wanted);
    while (bytes.hasRemaining() && read(position + bytes.position(), bytes) > 0) {
      continue;
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  static ByteSource of(byte[] bytes) {
    return new ByteSource() {
      @Override
      public long size() {
        return bytes.length;
      }

      @Override
      public int read(long position, ByteBuffer into) {
        if (position >= bytes.length) {
          return -1;
        }
        int count = (int) Math.min(into.remaining(), bytes.length - position);
        into.put(bytes, (int) position, count);
        return count;
      }

      @Override
      public void close() {
        // Nothing is held.
      }
    };
  }

  static ByteSource of(Path file) throws IOException {
    return new FileSource(file);
  }
}
