package org.emodna.audio.content;

import org.emodna.audio.AudioClip;
import org.emodna.audio.AudioException;
import org.emodna.base.Problem;

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
          Problem.of(source, "has a sampling rate of %d Hz".formatted(rate))
              .remedy(
                  "convert it to one from %d to %d, or correct its header"
                      .formatted(AudioClip.LEAST_RATE, AudioClip.GREATEST_RATE)));
    }
  }

  /** Whether features can be computed from a sample. */
  public static boolean isSample(float sample) {
    return Math.abs(sample) <= MOST;
  }

  /** Checks that features can be computed from a sample. */
  public static void requireSample(String name, long index, float sample) {
    if (!Float.isFinite(sample)) {
      throw new AudioException(
          Problem.of(name, "sample %d is %s".formatted(index, sample))
              .remedy("repair or drop the file"));
    }
    if (Math.abs(sample) > MOST) {
      throw new AudioException(
          Problem.of(name, "sample %d is %s, where full scale is 1".formatted(index, sample))
              .remedy("scale it down, repair or drop the file"));
    }
  }
}
