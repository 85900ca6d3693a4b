package org.emodna.audio;

import java.util.List;

/** What is known of a recording after its samples were decoded; see {@link AudioClip}. */
public record Decoded(
    String source,
    long count,
    int sampleRate,
    int channels,
    List<AudioWarning> warnings,
    String container,
    String codec) {
  /** Length in seconds: samples of one channel, divided by the sampling rate. */
  public double seconds() {
    return (double) count / sampleRate;
  }
}
