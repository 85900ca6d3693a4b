package org.emodna.recognition.stream;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.emodna.audio.SampleEncoding;

/** WAV files in memory whose samples are the bytes given. */
final class WavBytes {
  private WavBytes() {}

  /** A file of an encoding that WAV has. */
  static byte[] of(StreamFormat format, byte[] samples) {
    int tag =
        switch (format.encoding()) {
          case PCM16 -> 1;
          case FLOAT32 -> 3;
          case A_LAW -> 6;
          case MU_LAW -> 7;
          case PCM16_BE -> throw new IllegalArgumentException("WAV has the low byte first");
        };
    int frame = format.frameBytes();
    ByteBuffer file = ByteBuffer.allocate(44 + samples.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put("RIFF".getBytes()).putInt(36 + samples.length).put("WAVEfmt ".getBytes()).putInt(16);
    file.putShort((short) tag).putShort((short) format.channels());
    file.putInt(format.sampleRate()).putInt(format.sampleRate() * frame);
    file.putShort((short) frame).putShort((short) (8 * format.encoding().bytes()));
    file.put("data".getBytes()).putInt(samples.length).put(samples);
    return file.array();
  }

  /** Samples as 16-bit bytes. */
  static byte[] bytes(short[] samples, SampleEncoding encoding) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * samples.length);
    bytes.order(
        encoding == SampleEncoding.PCM16_BE ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    bytes.asShortBuffer().put(samples);
    return bytes.array();
  }

  /** Samples as 32-bit bytes. */
  static byte[] bytes(float[] samples) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(samples);
    return bytes.array();
  }

  /** The part of a file's samples that a window is made of. */
  static byte[] part(byte[] samples, StreamFormat format, WindowResult window) {
    int from = (int) Math.round(window.from() * format.sampleRate()) * format.frameBytes();
    int to = (int) Math.round(window.to() * format.sampleRate()) * format.frameBytes();
    return Arrays.copyOfRange(samples, from, to);
  }
}
