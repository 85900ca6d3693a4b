package org.emodna.recognition.stream;

import org.emodna.base.Check;

/**
 * How much speech a window must have to be judged. One that has less gets no emotion but the
 * reason, and costs little.
 *
 * @param seconds of speech, 0 to 60
 * @param share of the window that is speech, 0 to 1
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

  /** So many seconds of speech in a window. */
  public static LeastSpeech ofSeconds(double seconds) {
    return new LeastSpeech(seconds, 0);
  }

  /** Such a share of a window. */
  public static LeastSpeech ofShare(double share) {
    return new LeastSpeech(0, share);
  }

  /**
   * What is asked of a window.
   *
   * @param length of the window in seconds
   * @return seconds of speech
   */
  public double in(double length) {
    return Math.max(seconds, share * length);
  }

  /** Whether anything is asked for. */
  public boolean isNone() {
    return seconds == 0 && share == 0;
  }
}
