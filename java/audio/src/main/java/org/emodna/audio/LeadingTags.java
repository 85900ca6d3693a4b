package org.emodna.audio;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Skips ID3v2 tags before the sound. FFmpeg looks behind them only as far as its probe reaches, so
 * a cover picture of some megabytes would hide FLAC, AAC, AC-3 or Ogg.
 */
final class LeadingTags {
  private static final int HEADER = 10;
  private static final int FOOTER_FLAG = 0x10;

  /** Taggers leave room to grow, at times outside the tag. */
  private static final int MOST_PADDING = 1 << 20;

  private LeadingTags() {}

  /**
   * The source without its leading tags.
   *
   * @throws AudioException if nothing is left
   */
  static ByteSource skip(String name, ByteSource source) throws IOException {
    long at = 0;
    for (long length; (length = tagLength(source.bytes(at, HEADER))) > 0; at += length) {
      if (length >= source.size() - at) {
        throw new AudioException(
            name,
            "is cut short: its ID3 tag has %,d bytes, and behind it there is no sound; copy the file again"
                .formatted(length));
      }
    }
    return at == 0 ? source : SlicedSource.from(source, at + padding(source, at));
  }

  /** Bytes of the tag that these bytes begin, or 0 where they begin none. */
  private static long tagLength(byte[] head) {
    if (head.length < HEADER
        || head[0] != 'I'
        || head[1] != 'D'
        || head[2] != '3'
        || head[3] == -1
        || head[4] == -1) {
      return 0;
    }
    long length = 0;
    for (int i = 6; i < HEADER; i++) {
      if (head[i] < 0) {
        // Seven bits a byte: this is no size.
        return 0;
      }
      length = length << 7 | head[i];
    }
    return HEADER + length + ((head[5] & FOOTER_FLAG) != 0 ? HEADER : 0);
  }

  /** Zeros between the tags and a format that is known to begin otherwise. */
  private static long padding(ByteSource source, long at) throws IOException {
    byte[] next = source.bytes(at, MOST_PADDING);
    int zeros = 0;
    while (zeros < next.length && next[zeros] == 0) {
      zeros++;
    }
    if (zeros == 0 || zeros + 4 > next.length) {
      return 0;
    }
    String magic = new String(next, zeros, 4, StandardCharsets.ISO_8859_1);
    boolean sync = next[zeros] == -1 && (next[zeros + 1] & 0xE0) == 0xE0;
    boolean known =
        sync
            || magic.startsWith("\u000Bw")
            || magic.equals("fLaC")
            || magic.equals("OggS")
            || magic.equals("RIFF")
            || magic.equals("ADIF");
    return known ? zeros : 0;
  }
}
