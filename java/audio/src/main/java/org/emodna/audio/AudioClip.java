package org.emodna.audio;

import java.util.List;

/**
 * Decoded audio, all channels mixed into one by their mean.
 *
 * @param samples mono, about [-1, 1], all finite, at least one; shared, not copied
 * @param sampleRate in Hz, as the file has it
 * @param channels how many the file has
 * @param source name of the file or other source
 * @param warnings what was wrong with the file although it could be decoded, in sentences
 * @param container FFmpeg's name of the container, such as {@code "wav"}
 * @param codec FFmpeg's name of the codec, such as {@code "pcm_s16le"}
 */
public record AudioClip(
    float[] samples,
    int sampleRate,
    int channels,
    String source,
    List<String> warnings,
    String container,
    String codec) {
  /** Takes its lists over as unmodifiable. */
  public AudioClip {
    warnings = List.copyOf(warnings);
  }

  /**
   * How long it is.
   *
   * @return seconds
   */
  public double seconds() {
    return (double) samples.length / sampleRate;
  }
}
