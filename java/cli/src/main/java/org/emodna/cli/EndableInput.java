package org.emodna.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;

/**
 * An input that another thread can end while it waits for bytes, as Ctrl-C does with a live pipe: a
 * read of standard input can't be interrupted. A thread of its own reads ahead by a few pieces.
 * Where the input can't be read any further it ends, so that what has come is of use: {@link
 * #failure()}.
 */
final class EndableInput extends InputStream {
  private static final int PIECE = 1 << 13;
  private static final int AHEAD = 8;

  private final InputStream in;
  private final Deque<byte[]> pieces = new ArrayDeque<>();

  /** What has been read of the first piece. */
  private int taken;

  private boolean begun;

  /** Nothing more is added to the pieces. */
  private boolean over;

  private IOException failure;

  EndableInput(InputStream in) {
    this.in = in;
  }

  /** What has come by now is the whole input. */
  synchronized void end() {
    over = true;
    notifyAll();
  }

  /** Why it has ended before its end; empty as long as it goes on, and at its end. */
  synchronized Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public synchronized int read(byte[] to, int from, int count) throws IOException {
    if (count == 0) {
      return 0;
    }
    begin();
    while (pieces.isEmpty() && !over) {
      await();
    }
    if (pieces.isEmpty()) {
      return -1;
    }
    byte[] piece = pieces.getFirst();
    int now = Math.min(count, piece.length - taken);
    System.arraycopy(piece, taken, to, from, now);
    taken += now;
    if (taken == piece.length) {
      pieces.removeFirst();
      taken = 0;
      notifyAll();
    }
    return now;
  }

  private void begin() {
    if (!begun && !over) {
      begun = true;
      Thread reader = new Thread(this::readAhead, "emodna-standard-input");
      reader.setDaemon(true);
      reader.start();
    }
  }

  private void await() throws IOException {
    try {
      wait();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the thread was interrupted", e);
    }
  }

  private void readAhead() {
    byte[] piece = new byte[PIECE];
    try {
      for (int count; (count = in.read(piece)) >= 0; ) {
        if (!add(Arrays.copyOf(piece, count))) {
          return;
        }
      }
      end();
    } catch (IOException e) {
      fail(e);
    } catch (RuntimeException | Error e) {
      // Whoever reads would wait for ever.
      fail(new IOException(e.toString(), e));
    }
  }

  private synchronized boolean add(byte[] piece) {
    try {
      while (pieces.size() >= AHEAD && !over) {
        wait();
      }
    } catch (InterruptedException e) {
      over = true;
    }
    if (!over && piece.length > 0) {
      pieces.add(piece);
      notifyAll();
    }
    return !over;
  }

  private synchronized void fail(IOException e) {
    failure = over ? null : e;
    end();
  }
}
