package org.emodna.audio.wav;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.emodna.audio.AudioException;
import org.emodna.base.Problem;

/**
 * What the {@code fmt} chunk of a WAV file says. The fields that follow from others (bytes a
 * second, bytes a frame) are often wrong, and not believed.
 *
 * @param tag the codec by its registered number; of an extensible format, that of its sub-format
 * @param channels at least 1
 * @param sampleRate in Hz, at least 1
 * @param bits of a sample's container, as stated; 0 where a codec has none
 * @param frameBytes bytes a frame or block, as stated
 * @param secondBytes bytes a second, as stated
 * @param order of the file's numbers, samples included
 */
public record WavFormat(
    int tag,
    int channels,
    int sampleRate,
    int bits,
    int frameBytes,
    long secondBytes,
    ByteOrder order) {
  public static final int PCM = 1;
  public static final int FLOAT = 3;
  public static final int A_LAW = 6;
  public static final int MU_LAW = 7;
  static final int GSM = 0x31;

  /** A sub-format that is not a plain codec number, such as a vendor's own. */
  static final int OTHER = -1;

  private static final int EXTENSIBLE = 0xFFFE;
  private static final int MOST_CHANNELS = 512;

  private static final Pattern USUAL = Pattern.compile("....000000001000800000aa00389b71");
  private static final Pattern USUAL_BIG_ENDIAN =
      Pattern.compile("0000....00000010800000aa00389b71");
  private static final Pattern AMBISONIC = Pattern.compile("....00002107d3118644c8c1ca000000");

  /**
   * Reads the chunk.
   *
   * @param chunk its content
   * @throws AudioException if it is too short or a number in it can't be
   */
  public static WavFormat of(String name, byte[] chunk, ByteOrder order) {
    try {
      return read(name, ByteBuffer.wrap(chunk).order(order));
    } catch (BufferUnderflowException e) {
      throw broken(name, "of %d bytes, which is too short".formatted(chunk.length));
    }
  }

  private static WavFormat read(String name, ByteBuffer chunk) {
    int tag = Short.toUnsignedInt(chunk.getShort());
    int channels = Short.toUnsignedInt(chunk.getShort());
    long rate = Integer.toUnsignedLong(chunk.getInt());
    long secondBytes = Integer.toUnsignedLong(chunk.getInt());
    int frameBytes = Short.toUnsignedInt(chunk.getShort());
    if (channels < 1 || channels > MOST_CHANNELS) {
      throw broken(name, "with %d channels".formatted(channels));
    }
    if (rate < 1 || rate > Integer.MAX_VALUE) {
      throw broken(name, "with a sampling rate of %d Hz".formatted(rate));
    }
    // The oldest writers end here, and a frame's bytes tell the width.
    int bits =
        chunk.remaining() >= 2
            ? Short.toUnsignedInt(chunk.getShort())
            : 8 * (frameBytes / channels);
    if (tag == EXTENSIBLE) {
      chunk.getShort(); // Bytes that follow.
      chunk.getShort(); // Valid bits: they lie at the container's upper end, so nothing changes.
      chunk.getInt(); // Loudspeakers.
      tag = subFormat(chunk);
    }
    boolean law = tag == A_LAW || tag == MU_LAW;
    if (bits == 0 && (tag == PCM || tag == FLOAT)) {
      throw broken(name, "with 0 bits a sample");
    }
    return new WavFormat(
        tag,
        channels,
        (int) rate,
        law && bits == 0 ? 8 : bits,
        frameBytes,
        secondBytes,
        chunk.order());
  }

  /** The codec's number, in front of one of the two endings that have one. */
  private static int subFormat(ByteBuffer chunk) {
    byte[] guid = new byte[16];
    chunk.get(guid);
    String text = HexFormat.of().formatHex(guid);
    if (AMBISONIC.matcher(text).matches() || USUAL.matcher(text).matches()) {
      // SoX's big-endian files have the number alone in their order.
      return Short.toUnsignedInt(ByteBuffer.wrap(guid).order(chunk.order()).getShort());
    }
    if (USUAL_BIG_ENDIAN.matcher(text).matches()) {
      return Short.toUnsignedInt(ByteBuffer.wrap(guid).getShort(2));
    }
    return OTHER;
  }

  /** Bytes that a sample's container has by its bits. */
  int sampleBytes() {
    return (bits + 7) / 8;
  }

  private static AudioException broken(String name, String what) {
    return new AudioException(
        Problem.of(name, "has a damaged WAV header: a 'fmt ' chunk " + what)
            .remedy("convert or copy it again"));
  }
}
