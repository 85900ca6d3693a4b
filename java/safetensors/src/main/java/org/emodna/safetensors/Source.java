package org.emodna.safetensors;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** Where a safetensors file's bytes come from: the disk, or memory. Any thread may read. */
interface Source extends AutoCloseable {
  /** The number of bytes. */
  long length() throws IOException;

  /**
   * Reads some bytes.
   *
   * @param at of the first
   * @param count from 1 to what fits behind {@code offset}
   * @return how many were read, at least 1
   * @throws EOFException if there is none at that place
   */
  int read(long at, byte[] into, int offset, int count) throws IOException;

  @Override
  void close() throws IOException;

  /** Reads as many bytes as are asked for. */
  default void readFully(long at, byte[] into, int count) throws IOException {
    for (int done = 0; done < count; ) {
      done += read(at + done, into, done, count - done);
    }
  }

  /** Some bytes as a stream, read straight from here. */
  default InputStream stream(long from, long length) {
    return new InputStream() {
      private long at = from;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
      }

      @Override
      public int read(byte[] into, int offset, int count) throws IOException {
        long left = from + length - at;
        if (left == 0 || count == 0) {
          return left == 0 ? -1 : 0;
        }
        int got = Source.this.read(at, into, offset, (int) Math.min(count, left));
        at += got;
        return got;
      }
    };
  }

  /** A file, which stays open: a reader sees one state of it even when a writer replaces it. */
  static Source of(Path file) throws IOException {
    // Not a FileChannel: interrupting a reading thread would close one for everybody.
    RandomAccessFile input = new RandomAccessFile(file.toFile(), "r");
    return new Source() {
      @Override
      public long length() throws IOException {
        return input.length();
      }

      @Override
      public int read(long at, byte[] into, int offset, int count) throws IOException {
        synchronized (input) {
          input.seek(at);
          int got = input.read(into, offset, count);
          if (got < 0) {
            throw new EOFException("it ends at byte " + at);
          }
          return got;
        }
      }

      @Override
      public void close() throws IOException {
        input.close();
      }
    };
  }

  /** Bytes in memory, which must stay as they are while they are read. */
  static Source of(byte[] bytes) {
    return new Source() {
      @Override
      public long length() {
        return bytes.length;
      }

      @Override
      public int read(long at, byte[] into, int offset, int count) throws IOException {
        if (at >= bytes.length) {
          throw new EOFException("it ends at byte " + at);
        }
        int got = (int) Math.min(count, bytes.length - at);
        System.arraycopy(bytes, (int) at, into, offset, got);
        return got;
      }

      @Override
      public void close() {}
    };
  }
}
