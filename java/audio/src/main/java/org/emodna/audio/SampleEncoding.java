package org.emodna.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How samples that come without a file, as from a telephone or a socket, lie in bytes. Full scale
 * is 1, and every value is the one that decoding a WAV file of the same bytes gives.
 */
public enum SampleEncoding {
  /** 16-bit integers, the low byte first. */
  PCM16(2) {
    @Override
    float value(ByteBuffer bytes, int at) {
      return bytes.order(ByteOrder.LITTLE_ENDIAN).getShort(at) * 0x1p-15f;
    }
  },
  /** 16-bit integers, the high byte first, as in RTP's L16. */
  PCM16_BE(2) {
    @Override
    float value(ByteBuffer bytes, int at) {
      return bytes.order(ByteOrder.BIG_ENDIAN).getShort(at) * 0x1p-15f;
    }
  },
  /** 32-bit floating point, the low byte first. */
  FLOAT32(4) {
    @Override
    float value(ByteBuffer bytes, int at) {
      return bytes.order(ByteOrder.LITTLE_ENDIAN).getFloat(at);
    }
  },
  /** G.711 mu-law, a byte each. */
  MU_LAW(1) {
    @Override
    float value(ByteBuffer bytes, int at) {
      return G711.MU_LAW[bytes.get(at) & 0xFF];
    }
  },
  /** G.711 A-law, a byte each. */
  A_LAW(1) {
    @Override
    float value(ByteBuffer bytes, int at) {
      return G711.A_LAW[bytes.get(at) & 0xFF];
    }
  };

  private final int bytes;

  SampleEncoding(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of a sample. */
  public int bytes() {
    return bytes;
  }

  /** Whether bytes may be no number, or one that is absurd. */
  public boolean canFail() {
    return this == FLOAT32;
  }

  /** The sample that begins at a byte. */
  abstract float value(ByteBuffer bytes, int at);

  /**
   * Decodes samples.
   *
   * @param from is read from its position on, and left as it is but for its order
   * @param to takes the samples, full scale being 1, in the order of the bytes; what {@link
   *     #FLOAT32} holds is not checked
   * @param count how many
   */
  public void decode(ByteBuffer from, float[] to, int count) {
    int at = from.position();
    for (int i = 0; i < count; i++, at += bytes) {
      to[i] = value(from, at);
    }
  }
}
