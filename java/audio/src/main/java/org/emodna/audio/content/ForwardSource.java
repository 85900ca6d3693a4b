package org.emodna.audio.content;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Bytes that come through a pipe or a socket. They are read from front to back; of what was read,
 * the last {@link #LOOK_BACK} bytes at least are kept, for who looks at the beginning more than
 * once. No more is read than is asked for, and nothing is waited for beyond that. For one thread at
 * a time.
 */
final class ForwardSource implements ByteSource {
  /** FFmpeg reads some 5 MB to find streams that show themselves late, before it begins again. */
  static final int LOOK_BACK = 8 << 20;

  private static final int PIECE = 1 << 16;

  private final InputStream in;
  private final long most;
  private byte[] kept = new byte[PIECE];
  private int filled;

  /** Position of the first byte that is kept. */
  private long first;

  private boolean ended;

  /**
   * Makes a source of what is still to come.
   *
   * @param in left open when this is closed
   * @param most bytes that are wanted; one more is read, so that {@link #size()} tells that there
   *     are more
   */
  ForwardSource(InputStream in, long most) {
    this.in = in;
    this.most = most;
  }

  @Override
  public long size() {
    return ended ? first + filled : UNKNOWN;
  }

  @Override
  public boolean forwardOnly() {
    return !ended || first > 0;
  }

  @Override
  public int read(long position, ByteBuffer into) throws IOException {
    while (position >= first + filled && !ended) {
      fetch();
    }
    if (position >= first + filled) {
      return -1;
    }
    if (position < first) {
      throw new IOException(
          "byte %,d is wanted again after byte %,d, and this can't be read twice"
              .formatted(position, first + filled));
    }
    int at = (int) (position - first);
    int count = Math.min(into.remaining(), filled - at);
    into.put(kept, at, count);
    return count;
  }

  private void fetch() throws IOException {
    if (filled == kept.length && kept.length < 2 * LOOK_BACK) {
      kept = Arrays.copyOf(kept, 2 * kept.length);
    } else if (filled == kept.length) {
      System.arraycopy(kept, LOOK_BACK, kept, 0, filled - LOOK_BACK);
      filled -= LOOK_BACK;
      first += LOOK_BACK;
    }
    int room = Math.min(PIECE, kept.length - filled);
    int count = in.read(kept, filled, room);
    if (count < 0) {
      ended = true;
      return;
    }
    filled += count;
    ended = first + filled > most;
  }

  @Override
  public void close() {
    // The stream belongs to whoever opened it.
  }
}
