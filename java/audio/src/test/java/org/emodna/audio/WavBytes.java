package org.emodna.audio;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** WAV files put together by hand, right or wrong. */
final class WavBytes {
  static final int RATE = 16_000;

  private final ByteOrder order;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  WavBytes(String form, ByteOrder order) {
    this.order = order;
    raw(form.getBytes(StandardCharsets.US_ASCII));
    raw(number(4, -1));
    raw("WAVE".getBytes(StandardCharsets.US_ASCII));
  }

  static WavBytes riff() {
    return new WavBytes("RIFF", ByteOrder.LITTLE_ENDIAN);
  }

  WavBytes raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  /** A chunk whose stated length may differ from its content's. */
  WavBytes chunk(String id, long stated, byte[] content) {
    return raw(id.getBytes(StandardCharsets.US_ASCII)).raw(number(4, stated)).raw(content);
  }

  WavBytes chunk(String id, byte[] content) {
    chunk(id, content.length, content);
    return content.length % 2 == 0 ? this : raw(new byte[1]);
  }

  WavBytes format(int tag, int channels, int bits, int frameBytes) {
    return chunk("fmt ", formatOf(tag, channels, bits, frameBytes));
  }

  byte[] formatOf(int tag, int channels, int bits, int frameBytes) {
    ByteBuffer bytes = ByteBuffer.allocate(16).order(order);
    bytes.putShort((short) tag).putShort((short) channels).putInt(RATE);
    bytes.putInt(RATE * frameBytes).putShort((short) frameBytes).putShort((short) bits);
    return bytes.array();
  }

  WavBytes extensible(int tag, int channels, int bits, int valid, int frameBytes) {
    ByteBuffer bytes = ByteBuffer.allocate(40).order(order);
    bytes.put(formatOf(0xFFFE, channels, bits, frameBytes));
    bytes.putShort((short) 22).putShort((short) valid).putInt(0);
    bytes.putInt(tag).putShort((short) 0).putShort((short) 0x10);
    bytes.order(ByteOrder.BIG_ENDIAN).putLong(0x8000_00AA_0038_9B71L);
    return chunk("fmt ", bytes.array());
  }

  private byte[] number(int width, long value) {
    ByteBuffer bytes = ByteBuffer.allocate(8).order(order);
    bytes.putLong(value);
    int from = order == ByteOrder.BIG_ENDIAN ? 8 - width : 0;
    return java.util.Arrays.copyOfRange(bytes.array(), from, from + width);
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  /** Samples as integers of some bytes, a tone at half scale, in either order. */
  static byte[] tone(int samples, int width, ByteOrder order) {
    byte[] bytes = new byte[samples * width];
    for (int i = 0; i < samples; i++) {
      long value = Math.round(0.5 * Math.sin(0.17 * i) * (1L << 8 * width - 1));
      value += width == 1 ? 128 : 0;
      for (int k = 0; k < width; k++) {
        int at = order == ByteOrder.LITTLE_ENDIAN ? k : width - 1 - k;
        bytes[i * width + at] = (byte) (value >> 8 * k);
      }
    }
    return bytes;
  }
}
