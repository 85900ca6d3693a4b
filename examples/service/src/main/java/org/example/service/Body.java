package org.example.service;

import io.javalin.http.Context;
import jakarta.servlet.ServletInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.emodna.base.Problem;

/** The body of a request: checked by its headers first, then read within limits. */
final class Body {
  /** Room at first for a body without a length. */
  private static final int FIRST = 64 << 10;

  /** Time that is spent on the body of a request that is refused. */
  private static final Duration DISCARD = Duration.ofSeconds(2);

  /** Time in which nothing has come of it, after which no more is waited for. */
  private static final Duration QUIET = Duration.ofMillis(300);

  /** Refused requests that may wait for their bodies at a time; each holds a thread. */
  private static final int WAITING = 16;

  private final Semaphore waiting = new Semaphore(WAITING);
  private final Limits limits;

  Body(Limits limits) {
    this.limits = limits;
  }

  /**
   * Checks what the headers say.
   *
   * @return the bytes that it needs at first: all that are announced, or few
   * @throws Refusal (413, 415)
   */
  long check(Context request) {
    String type = request.contentType();
    String bare = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (!bare.isEmpty()
        && !bare.startsWith("audio/")
        && !bare.startsWith("video/")
        && !bare.equals("application/ogg")
        && !bare.equals("application/octet-stream")) {
      throw Refusal.of(
          415,
          Problem.of("Content-Type", "is " + clean(bare))
              .remedy("send the recording itself as the body, as audio/wav or whatever it is"));
    }
    String coding = request.header("Content-Encoding");
    if (coding != null && !coding.equalsIgnoreCase("identity")) {
      throw Refusal.of(
          415,
          Problem.of("Content-Encoding", "is " + clean(coding))
              .remedy("send the bytes as they are"));
    }
    long length = request.req().getContentLengthLong();
    if (length > limits.maxBytes()) {
      throw tooLong();
    }
    return length < 0 ? FIRST : length;
  }

  private static String clean(String header) {
    return "'"
        + header.replaceAll("[^\\x20-\\x7e]", "?").substring(0, Math.min(64, header.length()))
        + "'";
  }

  /**
   * Reads all of it, in the time that it has in all. An announced length gets its room, once, when
   * the first byte of it has come; another body gets room as it grows, of which the gate is told.
   *
   * @throws Refusal (400, 408, 413; 503 if a body without a length has grown beyond what there is
   *     room for)
   */
  byte[] read(Context request, Gate.Place place) {
    EndPoint socket =
        ServletContextRequest.getServletContextRequest(request.req())
            .getConnectionMetaData()
            .getConnection()
            .getEndPoint();
    long idle = socket.getIdleTimeout();
    try {
      InputStream in = new Timed(request.bodyInputStream(), socket, limits.upload());
      long length = request.req().getContentLengthLong();
      return length < 0 ? growing(in, place) : announced(in, (int) length);
    } catch (IOException e) {
      // Most have left and get no answer; it is for the count of answers by status.
      boolean slow = e.getCause() instanceof TimeoutException;
      throw Refusal.of(
          slow ? 408 : 400,
          Problem.of("the body", slow ? "does not come" : "ends before it should")
              .remedy("send as many bytes as were announced"));
    } finally {
      socket.setIdleTimeout(idle);
    }
  }

  private static byte[] announced(InputStream in, int length) throws IOException {
    int first = in.read();
    if (first < 0) {
      return new byte[0];
    }
    byte[] bytes = new byte[length];
    bytes[0] = (byte) first;
    if (in.readNBytes(bytes, 1, length - 1) < length - 1) {
      throw new EOFException();
    }
    return bytes;
  }

  private byte[] growing(InputStream in, Gate.Place place) throws IOException {
    byte[] bytes = new byte[FIRST];
    int size = 0;
    for (int got; (got = in.read(bytes, size, bytes.length - size)) >= 0; ) {
      size += got;
      if (size > limits.maxBytes()) {
        throw tooLong();
      }
      if (size == bytes.length) {
        bytes = copy(bytes, (int) Math.min(2L * size, limits.maxBytes() + 1), place);
      }
    }
    return copy(bytes, size, place);
  }

  private static byte[] copy(byte[] bytes, int size, Gate.Place place) {
    place.hold((long) bytes.length + size);
    byte[] copy = Arrays.copyOf(bytes, size);
    place.hold(size);
    return copy;
  }

  /** Ends the wait for a byte, too, when a body's time is over, not only the next read. */
  private static final class Timed extends FilterInputStream {
    private final EndPoint socket;
    private final Duration time;
    private final long end;

    Timed(InputStream in, EndPoint socket, Duration time) {
      super(in);
      this.socket = socket;
      this.time = time;
      end = System.nanoTime() + time.toNanos();
    }

    private void limit() {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw Refusal.of(
            408,
            Problem.of("the body", "took more than %d s".formatted(time.toSeconds()))
                .remedy("send it faster"));
      }
      // Never more than there was: a service that is being stopped has less patience.
      socket.setIdleTimeout(Math.min(socket.getIdleTimeout(), left));
    }

    @Override
    public int read() throws IOException {
      limit();
      return super.read();
    }

    @Override
    public int read(byte[] bytes, int from, int most) throws IOException {
      limit();
      return super.read(bytes, from, most);
    }
  }

  private Refusal tooLong() {
    return Refusal.of(
        413,
        Problem.of("the body", "has more than %,d bytes".formatted(limits.maxBytes()))
            .remedy("send a shorter recording, or encode it (FLAC, Opus, MP3)"));
  }

  /**
   * Reads what comes of a body that nobody wants, once its answer is written. Where a server closes
   * while the client still sends, the client's system may throw the answer away. Only so many wait
   * for more of it at a time, or clients that announce a body and keep silent would take all
   * threads; of the others' bodies only what is there is read.
   */
  void discard(Context request) {
    boolean waits = waiting.tryAcquire();
    try {
      ServletInputStream in = request.req().getInputStream();
      byte[] some = new byte[8 << 10];
      long length = request.req().getContentLengthLong();
      long left = length < 0 ? limits.maxBytes() : Math.min(length, limits.maxBytes());
      long begun = System.nanoTime();
      for (long last = begun; left > 0 && !in.isFinished() && before(begun, DISCARD); ) {
        if (in.available() > 0) {
          left -= Math.max(0, in.read(some));
          last = System.nanoTime();
        } else if (waits && before(last, QUIET)) {
          Thread.sleep(5);
        } else {
          break;
        }
      }
    } catch (IOException gone) {
      // The client doesn't send any more; it may still read the answer.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (waits) {
        waiting.release();
      }
    }
  }

  private static boolean before(long since, Duration time) {
    return System.nanoTime() - since < time.toNanos();
  }
}
