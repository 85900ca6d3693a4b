package org.emodna.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The length that a WAV header promises. FFmpeg quietly takes the file's size where the header
 * promises more, so a file that was cut short or has a mad header would look sound.
 */
final class WavHeader {
  /** What writers that could not know the length put in its place; the last one is SoX's. */
  private static final long[] UNKNOWN = {0, 0xFFFF_FFFFL, 0x7FFF_F000L};

  private WavHeader() {}

  /** Seconds that the data chunk should have, or 0 where the head does not tell. */
  static double declaredSeconds(byte[] head) {
    ByteBuffer bytes = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    if (head.length < 12 || !tag(bytes, 0).equals("RIFF") || !tag(bytes, 8).equals("WAVE")) {
      return 0;
    }
    long bytesPerSecond = 0;
    long at = 12;
    while (at + 8 <= head.length) {
      String name = tag(bytes, (int) at);
      long size = Integer.toUnsignedLong(bytes.getInt((int) at + 4));
      if (name.equals("fmt ") && at + 20 <= head.length) {
        bytesPerSecond = Integer.toUnsignedLong(bytes.getInt((int) at + 16));
      }
      if (name.equals("data")) {
        for (long unknown : UNKNOWN) {
          if (size == unknown) {
            return 0;
          }
        }
        return bytesPerSecond == 0 ? 0 : (double) size / bytesPerSecond;
      }
      at += 8 + size + (size & 1);
    }
    return 0;
  }

  private static String tag(ByteBuffer bytes, int at) {
    return new String(bytes.array(), at, 4, StandardCharsets.ISO_8859_1);
  }
}
