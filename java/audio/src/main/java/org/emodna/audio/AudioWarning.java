package org.emodna.audio;

import java.util.Locale;
import java.util.Optional;

/**
 * What to know about a recording before trusting its result.
 *
 * @param kind for programs
 * @param text for people
 */
public record AudioWarning(Kind kind, String text) {
  /** Kinds of warnings. */
  public enum Kind {
    /** What was used holds no sound. */
    SILENT,
    /** What was used holds too little sound. */
    TOO_SHORT,
    /** The file ends before it should. */
    CUT_OFF,
    /** Samples are cut at full scale. */
    CLIPPED,
    /** Speech of the recording was not used. */
    CROPPED,
    /** Anything else that the decoder says. */
    DECODER
  }

  /** A few clipped peaks do no harm: a thousandth of the samples. */
  private static final double CLIPPED_SHARE = 0.001;

  /**
   * The warning of clipped samples.
   *
   * @param share of the samples that are clipped, 0 to 1 (see {@link SignalQuality})
   * @return empty if less than a thousandth is
   */
  public static Optional<AudioWarning> clipped(double share) {
    String text = String.format(Locale.ROOT, "clipped: %.1f %% of the samples", 100 * share);
    return share < CLIPPED_SHARE
        ? Optional.empty()
        : Optional.of(new AudioWarning(Kind.CLIPPED, text));
  }

  /** The text for people. */
  @Override
  public String toString() {
    return text;
  }
}
