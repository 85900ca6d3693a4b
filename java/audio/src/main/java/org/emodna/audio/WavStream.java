package org.emodna.audio;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.emodna.audio.wav.WavFormat;

/**
 * The beginning of a WAV file that comes through a pipe, so that its samples can be used as they
 * come. Nothing here looks back or ahead further than the header.
 *
 * @param sampleRate in Hz, as the header has it
 * @param channels at least 1; samples are interleaved
 * @param encoding how samples lie in the bytes that follow
 * @param bytes of samples that the header announces; -1 where it leaves that open, as writers to a
 *     pipe do
 */
public record WavStream(int sampleRate, int channels, SampleEncoding encoding, long bytes) {
  /** A header is expected to end within so many bytes. */
  private static final int HEADER = 1 << 16;

  /** What is announced from here on stands for "as many as there are". */
  private static final long OPEN = 0x7FF0_0000L;

  /**
   * Reads a header.
   *
   * @param in at its beginning; afterwards at the first sample, or where it was if there is no
   *     header of samples that a {@link SampleEncoding} stands for
   * @param name what messages call it
   * @return empty for other samples, such as 24-bit ones, and for other files
   * @throws AudioException if it is the header of a WAV file with impossible numbers
   * @throws IOException if it can't be read
   */
  public static Optional<WavStream> read(BufferedInputStream in, String name) throws IOException {
    in.mark(HEADER);
    Optional<WavStream> found;
    try {
      found = header(in, name);
    } catch (EOFException e) {
      found = Optional.empty();
    }
    if (found.isEmpty()) {
      in.reset();
    }
    return found;
  }

  private static Optional<WavStream> header(BufferedInputStream in, String name)
      throws IOException {
    byte[] riff = bytes(in, 12);
    int read = 12;
    if (!text(riff, 0).equals("RIFF") || !text(riff, 8).equals("WAVE")) {
      return Optional.empty();
    }
    WavFormat format = null;
    while (true) {
      byte[] chunk = bytes(in, 8);
      long length = Integer.toUnsignedLong(little(chunk).getInt(4));
      read += 8;
      if (text(chunk, 0).equals("data")) {
        return format == null ? Optional.empty() : of(format, length);
      }
      long padded = length + (length & 1);
      if (padded > HEADER - read) {
        return Optional.empty();
      }
      byte[] content = bytes(in, (int) padded);
      read += (int) padded;
      if (text(chunk, 0).equals("fmt ")) {
        format = WavFormat.of(name, content, ByteOrder.LITTLE_ENDIAN);
      }
    }
  }

  private static Optional<WavStream> of(WavFormat format, long length) {
    SampleEncoding encoding =
        switch (format.tag()) {
          case WavFormat.PCM -> format.bits() == 16 ? SampleEncoding.PCM16 : null;
          case WavFormat.FLOAT -> format.bits() == 32 ? SampleEncoding.FLOAT32 : null;
          case WavFormat.A_LAW -> format.bits() == 8 ? SampleEncoding.A_LAW : null;
          case WavFormat.MU_LAW -> format.bits() == 8 ? SampleEncoding.MU_LAW : null;
          default -> null;
        };
    long bytes = length == 0 || length >= OPEN ? -1 : length;
    return Optional.ofNullable(encoding)
        .map(one -> new WavStream(format.sampleRate(), format.channels(), one, bytes));
  }

  private static byte[] bytes(BufferedInputStream in, int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException();
    }
    return bytes;
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String text(byte[] bytes, int at) {
    return new String(bytes, at, 4, StandardCharsets.ISO_8859_1);
  }
}
