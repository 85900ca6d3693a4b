package org.emodna.audio.content;

import org.emodna.audio.AudioClip;
import org.emodna.audio.AudioException;

/** What every recording's sampling rate and samples must satisfy, decoded or given by a program. */
public final class SampleChecks {
  /**
   * Full scale is 1, and even a file in units of 32-bit integers stays far below this. The power
   * spectrum of such samples fits into float32; that of absurd ones would overflow.
   */
  private static final float MOST = 1e12f;

  private SampleChecks() {}

  /** Checks that speech may be recorded at a sampling rate. */
  public static void requireRate(String source, int rate) {
    if (rate < AudioClip.LEAST_RATE || rate > AudioClip.GREATEST_RATE) {
      throw new AudioException(
          source,
          "has a sampling rate of %d Hz; convert it to one from %d to %d, or correct its header"
              .formatted(rate, AudioClip.LEAST_RATE, AudioClip.GREATEST_RATE));
    }
  }

  /** Checks that features can be computed from a sample. */
  public static void requireSample(String name, long index, float sample) {
    if (!Float.isFinite(sample)) {
      throw new AudioException(
          name, "sample %d is %s; repair or drop the file".formatted(index, sample));
    }
    if (Math.abs(sample) > MOST) {
      throw new AudioException(
          name,
          "sample %d is %s, where full scale is 1; scale it down, repair or drop the file"
              .formatted(index, sample));
    }
  }
}
