package org.emodna.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.emodna.audio.content.SampleChecks;
import org.emodna.base.ContentHash;
import org.emodna.base.Problem;

/**
 * Decoded audio, all channels mixed into one by their mean.
 *
 * @param samples mono, about [-1, 1], all finite and at most 1e12 in magnitude, at least one;
 *     shared, not copied
 * @param sampleRate in Hz, as the file has it, from {@link #LEAST_RATE} to {@link #GREATEST_RATE}
 * @param channels how many the file has
 * @param source name of the file or other source
 * @param warnings what was wrong with the file although it could be decoded
 * @param container FFmpeg's name of the container, such as {@code "wav"}
 * @param codec FFmpeg's name of the codec, such as {@code "pcm_s16le"}
 */
public record AudioClip(
    float[] samples,
    int sampleRate,
    int channels,
    String source,
    List<AudioWarning> warnings,
    String container,
    String codec) {
  /**
   * Hz. At half of this a recording ends below the first formant of most vowels: there is no speech
   * in it. And a sample of a lower rate would cost more than 22 at the rate of features.
   */
  public static final int LEAST_RATE = 1000;

  /** Hz; four times the highest rate that recorders use. */
  public static final int GREATEST_RATE = 768_000;

  /**
   * Checks the samples and takes its list over as unmodifiable.
   *
   * @throws AudioException if there is no sample, one is not a number or absurd (with its index),
   *     or the sampling rate is out of range
   */
  public AudioClip {
    source = source == null ? "audio" : source;
    warnings = List.copyOf(warnings);
    SampleChecks.requireRate(source, sampleRate);
    if (samples == null || samples.length == 0) {
      throw new AudioException(Problem.of(source, "has no samples").remedy("give at least one"));
    }
    for (int i = 0; i < samples.length; i++) {
      SampleChecks.requireSample(source, i, samples[i]);
    }
  }

  /**
   * Samples that are there already, as from a microphone.
   *
   * @param source what messages call them
   * @throws AudioException as the constructor
   */
  public static AudioClip of(float[] samples, int sampleRate, String source) {
    return new AudioClip(samples, sampleRate, 1, source, List.of(), "none", "none");
  }

  /**
   * How long it is.
   *
   * @return seconds
   */
  public double seconds() {
    return (double) samples.length / sampleRate;
  }

  /**
   * SHA-256 of what features are made of: sampling rate and samples, bit by bit, and the warnings.
   * The source's name does not count. It is computed anew at each call.
   *
   * @return 64 hexadecimal digits
   */
  public String contentHash() {
    MessageDigest digest = ContentHash.digest();
    StringBuilder head = new StringBuilder("emodna-clip-1\n").append(sampleRate).append('\n');
    warnings.forEach(one -> head.append(one.kind()).append(' ').append(one.text()).append('\n'));
    digest.update(head.append('\n').toString().getBytes(StandardCharsets.UTF_8));
    int piece = Math.min(samples.length, SampleSource.PIECE);
    ByteBuffer bytes = ByteBuffer.allocate(piece * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < samples.length; at += piece) {
      int count = Math.min(piece, samples.length - at);
      bytes.asFloatBuffer().put(samples, at, count);
      digest.update(bytes.array(), 0, count * Float.BYTES);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
