package org.emodna.audio.content;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Whether a source really consists of frames: one header leads to the next, several times. A single
 * header occurs in any noise. Periodic samples can even form a chain; headers inside the frames, or
 * frames that are all the same, give them away.
 */
final class FrameChain {
  /** Streams cut out of a broadcast begin in the middle of a frame, or behind foreign headers. */
  private static final int WINDOW = 1 << 18;

  /** Sixteen frames of most formats. */
  private static final int FIRST_WINDOW = 1 << 14;

  private static final int FRAMES_AT_START = 4;
  private static final int FRAMES_ELSEWHERE = 8;
  private static final int FRAMES_LOOKED_AT = 16;

  private static final int COMPARED = 32;

  /** Shorter frames may all be the same, where there is silence. */
  private static final int SHORT_FRAME = 64;

  private FrameChain() {}

  static boolean holds(ByteSource source, FrameKind kind) throws IOException {
    // What comes slowly is not waited for where its beginning says enough.
    return source.forwardOnly() && holds(source, kind, FIRST_WINDOW) || holds(source, kind, WINDOW);
  }

  private static boolean holds(ByteSource source, FrameKind kind, int window) throws IOException {
    byte[] bytes = source.bytes(0, window);
    boolean whole = bytes.length == source.size();
    int start = 0;
    while (start < bytes.length && bytes[start] == 0) {
      start++;
    }
    for (int at = start; at + kind.header <= bytes.length; at++) {
      if (kind.length(bytes, at) > 0) {
        int needed = at == start ? FRAMES_AT_START : FRAMES_ELSEWHERE;
        if (chain(bytes, at, kind, needed, whole && at == start)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether enough frames follow one another, or fewer that end with the source. */
  private static boolean chain(
      byte[] bytes, int first, FrameKind kind, int needed, boolean toTheEnd) {
    int[] starts = new int[FRAMES_LOOKED_AT + 1];
    int frames = 0;
    int at = first;
    while (frames < FRAMES_LOOKED_AT && at + kind.header <= bytes.length) {
      int length = kind.length(bytes, at);
      if (length < 0 || kind.identity(bytes, at) != kind.identity(bytes, first)) {
        break;
      }
      starts[frames++] = at;
      at += length;
    }
    starts[frames] = Math.min(at, bytes.length);
    boolean enough =
        frames >= needed || toTheEnd && frames >= 2 && at <= bytes.length && ends(bytes, at);
    return enough && !periodic(bytes, starts, frames, kind);
  }

  private static boolean ends(byte[] bytes, int at) {
    String rest =
        new String(bytes, at, Math.min(8, bytes.length - at), StandardCharsets.ISO_8859_1);
    return rest.isEmpty() || rest.startsWith("TAG") || rest.equals("APETAGEX");
  }

  private static boolean periodic(byte[] bytes, int[] starts, int frames, FrameKind kind) {
    int identity = kind.identity(bytes, starts[0]);
    int inside = 0;
    for (int f = 0; f < frames; f++) {
      int end = Math.min(starts[f + 1], bytes.length - kind.header);
      for (int at = starts[f] + 1; at < end; at++) {
        if (kind.length(bytes, at) > 0
            && kind.identity(bytes, at) == identity
            && alike(bytes, starts[f], at)) {
          inside++;
        }
      }
    }
    int most = (frames + 3) / 4;
    return kind != FrameKind.TRANSPORT && inside >= most || repeated(bytes, starts, frames);
  }

  /** Whether what follows two headers is much the same: marks alone occur in sound frames, too. */
  private static boolean alike(byte[] bytes, int one, int other) {
    int length = Math.min(COMPARED, bytes.length - other);
    int same = 0;
    for (int i = 0; i < length; i++) {
      same += bytes[one + i] == bytes[other + i] ? 1 : 0;
    }
    return same >= length - length / 4;
  }

  /** Whether all frames are one and the same, and that is not silence, which is mostly one byte. */
  private static boolean repeated(byte[] bytes, int[] starts, int frames) {
    int length = starts[1] - starts[0];
    if (frames < 2 || length < SHORT_FRAME) {
      return false;
    }
    for (int f = 1; f < frames && starts[f] + length <= bytes.length; f++) {
      int same = 0;
      for (int i = 0; i < length; i++) {
        same += bytes[starts[0] + i] == bytes[starts[f] + i] ? 1 : 0;
      }
      // Samples of a period differ by their rounding.
      if (same < length - length / 8) {
        return false;
      }
    }
    int[] counts = new int[256];
    for (int i = starts[0]; i < starts[1]; i++) {
      counts[bytes[i] & 0xFF]++;
    }
    return Arrays.stream(counts).max().orElse(0) < length / 2;
  }
}
