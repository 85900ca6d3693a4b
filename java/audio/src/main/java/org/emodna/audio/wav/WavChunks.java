package org.emodna.audio.wav;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.emodna.audio.AudioException;
import org.emodna.audio.content.ByteSource;
import org.emodna.base.Problem;

/** Walks the chunks of a WAV file, in the layout of RIFF or of Sony's Wave64. */
final class WavChunks {
  /** More than any writer makes; each costs a read. */
  private static final int MOST = 100_000;

  /** What a Wave64 file has in place of {@code RIFF} and {@code WAVE}. */
  private static final byte[] WAVE64 = {
    'r',
    'i',
    'f',
    'f',
    0x2E,
    (byte) 0x91,
    (byte) 0xCF,
    0x11,
    (byte) 0xA5,
    (byte) 0xD6,
    0x28,
    (byte) 0xDB,
    0x04,
    (byte) 0xC1,
    0,
    0
  };

  /**
   * A chunk's place.
   *
   * @param id four characters
   * @param from where its content begins
   * @param length bytes of content, as stated; 2^32 - 1 may stand for any
   */
  record Chunk(String id, long from, long length) {}

  private final String name;
  private final ByteSource source;
  private final ByteOrder order;
  private final boolean wide;
  private long at;
  private int count;

  private WavChunks(String name, ByteSource source, ByteOrder order, boolean wide) {
    this.name = name;
    this.source = source;
    this.order = order;
    this.wide = wide;
    this.at = wide ? 40 : 12;
  }

  /** The chunks of a source, or null where it is not a WAV file of any kind. */
  static WavChunks of(String name, ByteSource source) throws IOException {
    byte[] head = source.bytes(0, 40);
    if (head.length >= 12 && text(head, 8).equals("WAVE")) {
      switch (text(head, 0)) {
        case "RIFF", "RF64", "BW64" -> {
          return new WavChunks(name, source, ByteOrder.LITTLE_ENDIAN, false);
        }
        case "RIFX" -> {
          return new WavChunks(name, source, ByteOrder.BIG_ENDIAN, false);
        }
        default -> {
          return null;
        }
      }
    }
    if (head.length == 40
        && ByteBuffer.wrap(head, 0, 16).equals(ByteBuffer.wrap(WAVE64))
        && text(head, 24).equals("wave")) {
      return new WavChunks(name, source, ByteOrder.LITTLE_ENDIAN, true);
    }
    return null;
  }

  /** Of the file's numbers. */
  ByteOrder order() {
    return order;
  }

  /** Whether it is Sony's layout. */
  boolean wave64() {
    return wide;
  }

  /** The next chunk, or null where none begins. */
  Chunk next() throws IOException {
    byte[] head = source.bytes(at, header());
    if (head.length < header() || !plausible(head)) {
      return null;
    }
    if (++count > MOST) {
      throw new AudioException(
          Problem.of(name, "has more than %,d chunks".formatted(MOST))
              .remedy("convert or copy it again"));
    }
    ByteBuffer bytes = ByteBuffer.wrap(head).order(order);
    // Wave64 counts the header too. What is negative there is far more than any file has.
    long length =
        wide
            ? (bytes.getLong(16) < 0 ? Long.MAX_VALUE / 2 : Math.max(0, bytes.getLong(16) - 24))
            : Integer.toUnsignedLong(bytes.getInt(4));
    return new Chunk(text(head, 0), at + header(), length);
  }

  /** Goes behind a chunk that is not looked into. */
  void skip(Chunk chunk) throws IOException {
    skip(chunk.from, chunk.length);
  }

  void skip(long from, long length) throws IOException {
    long end = from + Math.min(length, source.size());
    if (wide) {
      at = (end + 7) & -8;
      return;
    }
    at = end + (length & 1);
    // Some writers leave out the byte that makes a length even.
    if (at != end && !plausible(source.bytes(at, 8)) && plausible(source.bytes(end, 8))) {
      at = end;
    }
  }

  /** Where the next chunk begins, or would. */
  long position() {
    return at;
  }

  private int header() {
    return wide ? 24 : 8;
  }

  /** Whether these bytes may begin a chunk: its name is readable. */
  private static boolean plausible(byte[] head) {
    if (head.length < 8) {
      return false;
    }
    for (int i = 0; i < 4; i++) {
      if (head[i] < ' ' || head[i] > '~') {
        return false;
      }
    }
    return true;
  }

  static String text(byte[] bytes, int at) {
    return new String(bytes, at, 4, StandardCharsets.ISO_8859_1);
  }
}
