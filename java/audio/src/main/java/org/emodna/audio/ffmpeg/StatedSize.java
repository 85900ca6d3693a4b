package org.emodna.audio.ffmpeg;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.emodna.audio.content.ByteSource;

/**
 * How many bytes an AVI or ASF file says it has. The length of its sound does not follow from that.
 */
final class StatedSize {
  private static final int HEADER = 1 << 16;

  /** No writer that knows the size of a smaller file states one like this. */
  private static final long PLACEHOLDER = 1L << 30;

  /** How AVI begins, as a little-endian number. */
  private static final int RIFF = 0x4646_4952;

  /** The first two halves of ASF's object of file properties, as little-endian numbers. */
  private static final long PROPERTIES = 0x11CF_A947_8CAB_DCA1L;

  private static final long PROPERTIES_END = 0x6553_200C_C000_E48EL;
  private static final int ASF_SIZE = 40;
  private static final int ASF_FLAGS = 88;
  private static final int BROADCAST = 1;

  private StatedSize() {}

  /** Bytes that should be there, or 0 if the file does not say. */
  static long of(String demuxer, ByteSource source) throws IOException {
    long size =
        switch (demuxer) {
          case "avi" -> avi(bytes(source, 12));
          case "asf", "asf_o" -> asf(bytes(source, HEADER));
          default -> 0;
        };
    return size >= PLACEHOLDER && source.size() < PLACEHOLDER ? 0 : size;
  }

  private static ByteBuffer bytes(ByteSource source, int most) throws IOException {
    return ByteBuffer.wrap(source.bytes(0, most)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static long avi(ByteBuffer head) {
    if (head.limit() < 12 || head.getInt(0) != RIFF) {
      return 0;
    }
    long size = Integer.toUnsignedLong(head.getInt(4));
    return size == 0 ? 0 : size + 8;
  }

  private static long asf(ByteBuffer head) {
    for (int at = 0; at + ASF_FLAGS + 4 <= head.limit(); at++) {
      if (head.getLong(at) == PROPERTIES && head.getLong(at + 8) == PROPERTIES_END) {
        boolean live = (head.getInt(at + ASF_FLAGS) & BROADCAST) != 0;
        return live ? 0 : Math.max(0, head.getLong(at + ASF_SIZE));
      }
    }
    return 0;
  }
}
