package org.emodna.audio.content;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/** Bytes that can be read from any place. */
public interface ByteSource extends Closeable {
  /** A size that stands for an end that was not reached yet; no source has as many bytes. */
  long UNKNOWN = 1L << 50;

  /** How many there are; some number above half of {@link #UNKNOWN} as long as nobody knows. */
  long size();

  /** Whether the size is known. */
  default boolean sizeKnown() {
    return size() < UNKNOWN / 2;
  }

  /** Whether it can only be read from front to back, as what comes through a pipe. */
  default boolean forwardOnly() {
    return false;
  }

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

  /**
   * What comes through a pipe: read forward only, unless its format keeps something at the end that
   * is needed first. That is read to its end and kept in a temporary file, as is what has more than
   * 8 MiB of tags before it.
   *
   * @param name what messages call it
   * @param in left open when the source is closed
   * @param most bytes that are wanted; where there are more, no more than one of them is read
   */
  static ByteSource of(String name, InputStream in, long most) throws IOException {
    ForwardSource forward = new ForwardSource(in, most);
    // What is read here must still be there when decoding begins.
    long sound = Tags.behind(forward, ForwardSource.LOOK_BACK);
    boolean asItComes =
        sound <= ForwardSource.LOOK_BACK && Containers.readForward(forward.bytes(sound, 512));
    return asItComes ? forward : new SpooledSource(name, forward);
  }

  static ByteSource of(Path file) throws IOException {
    return new FileSource(file);
  }
}
