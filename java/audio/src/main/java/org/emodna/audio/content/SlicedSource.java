package org.emodna.audio.content;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A part of a source, with bytes of our own before it: what FFmpeg reads in place of a file whose
 * beginning it would not understand. Closing it leaves the source open.
 */
public final class SlicedSource implements ByteSource {
  private final byte[] front;
  private final ByteSource source;
  private final long offset;
  private final long length;

  /**
   * Makes a view.
   *
   * @param front bytes that come first; may be empty
   * @param source holds the rest
   * @param offset where the rest begins
   * @param length bytes of the rest
   */
  public SlicedSource(byte[] front, ByteSource source, long offset, long length) {
    if (offset < 0 || length < 0 || offset > source.size() - length) {
      throw new IndexOutOfBoundsException(
          "%d bytes at %d of %d".formatted(length, offset, source.size()));
    }
    this.front = front;
    this.source = source;
    this.offset = offset;
    this.length = length;
  }

  @Override
  public long size() {
    // Of a pipe that ends early, less.
    return front.length + Math.min(length, Math.max(0, source.size() - offset));
  }

  @Override
  public boolean forwardOnly() {
    return source.forwardOnly();
  }

  @Override
  public int read(long position, ByteBuffer into) throws IOException {
    long left = size() - position;
    if (left <= 0) {
      return -1;
    }
    if (position < front.length) {
      int count = Math.min(into.remaining(), front.length - (int) position);
      into.put(front, (int) position, count);
      return count;
    }
    int limit = into.limit();
    if (into.remaining() > left) {
      into.limit(into.position() + (int) left);
    }
    try {
      return source.read(offset + position - front.length, into);
    } finally {
      into.limit(limit);
    }
  }

  @Override
  public void close() {
    // The source belongs to whoever opened it.
  }
}
