package org.emodna.recognition.stream;

import org.emodna.base.Check;

/**
 * The stretches of a stream that are judged: window i begins after i hops. Both lengths are rounded
 * to whole samples.
 *
 * @param seconds length of a window, from {@link #LEAST_SECONDS} to {@link #MOST_SECONDS}
 * @param hop from the beginning of one window to that of the next, from {@link #LEAST_HOP} to
 *     {@link #MOST_SECONDS}; if it is longer than a window, the samples between windows are left
 *     out
 */
public record Windows(double seconds, double hop) {
  /** Shortest window. */
  public static final double LEAST_SECONDS = 0.1;

  /** Longest window, and longest hop. */
  public static final double MOST_SECONDS = 60;

  /** Shortest hop. */
  public static final double LEAST_HOP = 0.01;

  /** Checks the ranges. */
  public Windows {
    Check.real(seconds, LEAST_SECONDS, MOST_SECONDS, "windows.seconds");
    Check.real(hop, LEAST_HOP, MOST_SECONDS, "windows.hop");
  }

  /** Windows of three seconds, one every one and a half seconds. */
  public static Windows standard() {
    return new Windows(3, 1.5);
  }

  /** Windows that follow each other without overlap or gap. */
  public static Windows of(double seconds) {
    return new Windows(seconds, seconds);
  }

  /** The same length with another hop. */
  public Windows withHop(double value) {
    return new Windows(seconds, value);
  }

  /** Samples of a window. */
  int length(int sampleRate) {
    return (int) Math.max(1, Math.round(seconds * sampleRate));
  }

  /** Samples from one to the next. */
  int step(int sampleRate) {
    return (int) Math.max(1, Math.round(hop * sampleRate));
  }
}
