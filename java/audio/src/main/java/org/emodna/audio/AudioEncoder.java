package org.emodna.audio;

import java.io.IOException;
import java.nio.file.Path;
import org.emodna.audio.ffmpeg.EncoderSession;
import org.emodna.audio.ffmpeg.Ffmpeg;
import org.emodna.base.AtomicFile;
import org.emodna.base.PathText;
import org.emodna.base.Problem;

/**
 * Writes samples as an audio file. The same samples always give the same bytes: no time stamp and
 * no random number goes into a file.
 */
public final class AudioEncoder {
  private AudioEncoder() {}

  /**
   * Writes a file atomically.
   *
   * @param file where to; its folder must exist
   * @param format container and codec; the file's name is not looked at
   * @param channels [channels][samples] in [-1, 1], all of equal length; the 16-bit formats clip
   * @param sampleRate in Hz, one that the format supports
   * @throws AudioException if an argument does not fit or the file can't be written
   */
  public static void write(Path file, AudioFormat format, float[][] channels, int sampleRate) {
    byte[] bytes = encode(PathText.of(file), format, channels, sampleRate);
    try {
      AtomicFile.write(file, out -> out.write(bytes));
    } catch (IOException e) {
      throw new AudioException(
          Problem.of(PathText.of(file), "can't be written (" + e + ")")
              .remedy("see that its folder is there and writable"),
          e);
    }
  }

  /**
   * Encodes in memory.
   *
   * @param name what messages call the result
   * @param channels [channels][samples] in [-1, 1], all of equal length
   * @param sampleRate in Hz, one that the format supports
   * @throws AudioException if an argument does not fit
   */
  public static byte[] encode(String name, AudioFormat format, float[][] channels, int sampleRate) {
    if (!format.supportsChannels(channels.length)) {
      throw new AudioException(
          name, "%s can't have %d channels".formatted(format, channels.length));
    }
    for (float[] channel : channels) {
      if (channel.length == 0 || channel.length != channels[0].length) {
        throw new AudioException(name, "channels must have samples, and all equally many");
      }
    }
    if (!format.supports(sampleRate)) {
      throw new AudioException(
          Problem.of(name, "%s has no sampling rate of %d Hz".formatted(format, sampleRate))
              .remedy("choose one of " + format.supported()));
    }
    Ffmpeg.require(name);
    try (EncoderSession session = new EncoderSession(name, format, format.encoding())) {
      return session.encode(channels, sampleRate);
    }
  }
}
