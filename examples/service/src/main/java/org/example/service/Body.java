package org.example.service;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import org.emodna.base.Problem;

/** The body of a request: checked by its headers first, then read within limits. */
final class Body {
  private static final int FIRST = 64 << 10;

  /** Time that is spent on the body of a request that is refused. */
  private static final Duration DISCARD = Duration.ofSeconds(2);

  private final Limits limits;

  Body(Limits limits) {
    this.limits = limits;
  }

  /**
   * Checks what the headers say.
   *
   * @return the most bytes that the body can have
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
    return length < 0 ? limits.maxBytes() : length;
  }

  private static String clean(String header) {
    return "'"
        + header.replaceAll("[^\\x20-\\x7e]", "?").substring(0, Math.min(64, header.length()))
        + "'";
  }

  /**
   * Reads all of it. Room is made as bytes come, so that a length that is only announced takes no
   * memory.
   *
   * @throws Refusal (400, 408, 413)
   */
  byte[] read(Context request) {
    try {
      return all(request);
    } catch (IOException e) {
      // Most have left and get no answer; it is for the count of answers by status.
      boolean slow = e.getCause() instanceof TimeoutException;
      throw Refusal.of(
          slow ? 408 : 400,
          Problem.of("the body", slow ? "does not come" : "ends before it should")
              .remedy("send as many bytes as were announced"));
    }
  }

  private byte[] all(Context request) throws IOException {
    long end = System.nanoTime() + limits.upload().toNanos();
    InputStream in = request.bodyInputStream();
    byte[] bytes = new byte[FIRST];
    int size = 0;
    for (int got; (got = in.read(bytes, size, bytes.length - size)) >= 0; ) {
      size += got;
      if (size > limits.maxBytes()) {
        throw tooLong();
      }
      if (System.nanoTime() - end > 0) {
        throw Refusal.of(
            408,
            Problem.of("the body", "took more than %d s".formatted(limits.upload().toSeconds()))
                .remedy("send it faster"));
      }
      if (size == bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(2L * size, limits.maxBytes() + 1));
      }
    }
    return Arrays.copyOf(bytes, size);
  }

  private Refusal tooLong() {
    return Refusal.of(
        413,
        Problem.of("the body", "has more than %,d bytes".formatted(limits.maxBytes()))
            .remedy("send a shorter recording, or encode it (FLAC, Opus, MP3)"));
  }

  /**
   * Reads what has come, or is coming, of a body that nobody wants. Where a server answers and
   * closes while the client still sends, the client's system may throw the answer away.
   */
  void discard(Context request) {
    long end = System.nanoTime() + DISCARD.toNanos();
    byte[] some = new byte[8 << 10];
    long left = limits.maxBytes();
    try {
      InputStream in = request.bodyInputStream();
      for (int got; left > 0 && System.nanoTime() - end < 0 && (got = in.read(some)) >= 0; ) {
        left -= got;
      }
    } catch (IOException gone) {
      // The client doesn't send any more; it may still read the answer.
    }
  }
}
