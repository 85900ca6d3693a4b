package org.emodna.audio.wav;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** How the samples of a WAV file are stored, where FFmpeg has a demuxer for such samples alone. */
public final class WavSamples {
  /** Enough to tell whether every fourth byte is padding. */
  private static final int LOOKED_AT = 1 << 16;

  private static final int FIRST_LOOK = 1 << 10;

  private static final int LEAST_EVIDENCE = 16;

  /** How compressed streams begin that players hide in 16-bit stereo: DTS three times, S/PDIF. */
  private static final int[] HIDDEN = {0xFE7F0180, 0x7FFE8001, 0xFF1F00E8, 0x72F81F4E};

  private WavSamples() {}

  /**
   * FFmpeg's name of the raw demuxer, such as {@code s24be}; null where the samples need a decoder
   * that knows the file.
   */
  public static String demuxer(WavFile file) throws IOException {
    WavFormat format = file.format();
    boolean big = format.order() == ByteOrder.BIG_ENDIAN;
    int bytes = width(file);
    String kind =
        switch (format.tag()) {
          case WavFormat.PCM -> bytes > 4 ? null : bytes == 1 ? "u8" : "s" + 8 * bytes;
          case WavFormat.FLOAT ->
              format.bits() == 32 || format.bits() == 64 ? "f" + format.bits() : null;
          case WavFormat.A_LAW -> format.bits() == 8 ? "alaw" : null;
          case WavFormat.MU_LAW -> format.bits() == 8 ? "mulaw" : null;
          default -> null;
        };
    if (kind == null || format.tag() == WavFormat.PCM && bytes == 2 && hidden(file)) {
      return null;
    }
    return bytes == 1 ? kind : kind + (big ? "be" : "le");
  }

  /**
   * Bytes a sample. The bits tell, and a wrong frame size is ignored as all readers do; but 24 bits
   * in frames of 32 are also written, and there the samples themselves tell.
   */
  public static int width(WavFile file) throws IOException {
    WavFormat format = file.format();
    int byBits = format.sampleBytes();
    int byFrame = format.frameBytes() / format.channels();
    boolean unsure = Math.min(byBits, byFrame) == 3 && Math.max(byBits, byFrame) == 4;
    if (format.tag() != WavFormat.PCM || !unsure) {
      return byBits;
    }
    return padded(file.firstSamples(LOOKED_AT), format.order()) ? 4 : 3;
  }

  /** Whether samples of 24 bits stand in four bytes: the byte at one end carries no information. */
  private static boolean padded(byte[] samples, ByteOrder order) {
    ByteBuffer bytes = ByteBuffer.wrap(samples).order(order);
    boolean high = true;
    boolean low = true;
    int evidence = 0;
    while (bytes.remaining() >= 4) {
      int sample = bytes.getInt();
      high &= (sample & 0xFF) == 0;
      low &= sample << 8 >> 8 == sample;
      evidence += sample == 0 || sample == -1 ? 0 : 1;
    }
    return (high || low) && evidence >= LEAST_EVIDENCE;
  }

  private static boolean hidden(WavFile file) throws IOException {
    // Samples that come through a pipe are not waited for where the first of them say enough.
    for (int most : new int[] {FIRST_LOOK, LOOKED_AT}) {
      ByteBuffer bytes = ByteBuffer.wrap(file.firstSamples(most));
      int at = 0;
      while (at + 2 <= bytes.limit() && bytes.getShort(at) == 0) {
        at += 2;
      }
      if (at + 4 <= bytes.limit()) {
        int word = bytes.getInt(at);
        return Arrays.stream(HIDDEN).anyMatch(hidden -> hidden == word);
      }
    }
    return false;
  }
}
