package org.emodna.audio;

import java.util.List;

/**
 * What a recording is as a whole, without its samples.
 *
 * @param seconds how long it is
 * @param sampleRate in Hz
 * @param channels how many the file has
 * @param container FFmpeg's name of the container
 * @param codec FFmpeg's name of the codec
 * @param peak largest magnitude of the mono mix, full scale being 1
 * @param rms root mean square of the mono mix
 * @param clippedShare share of the samples that are clipped, 0 to 1 (see {@link SignalQuality})
 * @param warnings what was wrong with the file although it could be decoded
 */
public record AudioSummary(
    double seconds,
    int sampleRate,
    int channels,
    String container,
    String codec,
    double peak,
    double rms,
    double clippedShare,
    List<AudioWarning> warnings) {
  /** Takes its list over as unmodifiable. */
  public AudioSummary {
    warnings = List.copyOf(warnings);
  }
}
