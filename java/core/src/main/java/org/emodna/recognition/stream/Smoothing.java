package org.emodna.recognition.stream;

import org.emodna.base.Check;

/**
 * How the probabilities of a channel's windows are smoothed over time. A window without an emotion
 * changes nothing, and stays without one.
 *
 * @param kind how they are smoothed
 * @param extent number of windows, or half-life in seconds; 0 for none
 */
public record Smoothing(Kind kind, double extent) {
  /** The ways to smooth. */
  public enum Kind {
    /** Each window by itself. */
    NONE,
    /** The mean of the last windows that have an emotion; the extent is their number. */
    MEAN,
    /**
     * A mean whose weights halve with the stream's time; the extent is the half-life in seconds.
     */
    HALF_LIFE
  }

  /** Most windows of a mean. */
  public static final int MOST_WINDOWS = 1000;

  /** Checks the ranges. */
  public Smoothing {
    Check.that(kind != null, "smoothing", "is missing", "give Smoothing.none()");
    switch (kind) {
      case NONE -> Check.real(extent, 0, 0, "smoothing");
      case MEAN -> {
        Check.real(extent, 1, MOST_WINDOWS, "smoothing.windows");
        Check.that(extent == Math.rint(extent), "smoothing.windows", "is " + extent, "no fraction");
      }
      case HALF_LIFE -> Check.real(extent, 0.01, 1e6, "smoothing.half-life");
    }
  }

  /** No smoothing. */
  public static Smoothing none() {
    return new Smoothing(Kind.NONE, 0);
  }

  /** The mean of the last windows that have an emotion. */
  public static Smoothing mean(int windows) {
    return new Smoothing(Kind.MEAN, windows);
  }

  /**
   * A mean whose weights halve with time.
   *
   * @param seconds half-life, at least 0.01
   */
  public static Smoothing halfLife(double seconds) {
    return new Smoothing(Kind.HALF_LIFE, seconds);
  }
}
