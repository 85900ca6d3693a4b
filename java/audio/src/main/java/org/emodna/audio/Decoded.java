package org.emodna.audio;

import java.util.List;

/** What is known of a recording once its samples have gone by; see {@link AudioClip}. */
public record Decoded(
    String source,
    long count,
    int sampleRate,
    int channels,
    List<AudioWarning> warnings,
    String container,
    String codec) {
  public double seconds() {
    return (double) count / sampleRate;
  }
}
