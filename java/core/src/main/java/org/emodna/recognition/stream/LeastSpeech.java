package org.emodna.recognition.stream;

import org.emodna.base.Check;

/**
 * How much speech a window must have to be judged. A window with less gets a reason in place of an
 * emotion, and costs little.
 *
 * @param seconds seconds of speech, 0 to 60
 * @param share share of the window that must be speech, 0 to 1
 */
public record LeastSpeech(double seconds, double share) {
  /** Checks the ranges. */
  public LeastSpeech {
    Check.real(seconds, 0, Windows.MOST_SECONDS, "least-speech.seconds");
    Check.real(share, 0, 1, "least-speech.share");
  }

  /** Every window is judged as a file of its own would be. */
  public static LeastSpeech none() {
    return new LeastSpeech(0, 0);
  }

  /** At least this many seconds of speech in a window. */
  public static LeastSpeech ofSeconds(double seconds) {
    return new LeastSpeech(seconds, 0);
  }

  /** At least this share of a window. */
  public static LeastSpeech ofShare(double share) {
    return new LeastSpeech(0, share);
  }

  /**
   * The speech that a window must have.
   *
   * @param length length of the window in seconds
   * @return seconds of speech
   */
  public double in(double length) {
    return Math.max(seconds, share * length);
  }

  /** Whether nothing is required, so that every window is judged. */
  public boolean isNone() {
    return seconds == 0 && share == 0;
  }
}
