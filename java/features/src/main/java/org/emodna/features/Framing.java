package org.emodna.features;

import org.emodna.base.InvalidArgumentException;
import org.emodna.base.Problem;

/**
 * Which part of an utterance becomes the network's input.
 *
 * @param kind the policy
 * @param samples FIXED: length that the signal is cropped or padded to; else 0
 * @param rangeDb SPEECH: frames more than this under the loudest are dropped at both ends; else 0
 * @param maxFrames SPEECH: longest input, 0 = as many frames as {@link #FIXED_SAMPLES} samples
 *     give; else 0
 */
public record Framing(Kind kind, int samples, float rangeDb, int maxFrames) {
  /** The policies. */
  public enum Kind {
    /** The signal is cropped to its centre, or padded with zeros on both sides. */
    FIXED,
    /** Silence is dropped at both ends; the rest has the length it has, up to a longest one. */
    SPEECH
  }

  /** Samples of the fixed policy, at the rate of the input's first stream. */
  public static final int FIXED_SAMPLES = 100_000;

  /** 100,000 samples. */
  public static final Framing FIXED = new Framing(Kind.FIXED, FIXED_SAMPLES, 0, 0);

  /** 40 dB, and as many frames at most as {@link #FIXED} has: 196 with librosa-0.8 and htk. */
  public static final Framing SPEECH = new Framing(Kind.SPEECH, 0, 40, 0);

  /** Checks the settings. */
  public Framing {
    boolean sound =
        kind == Kind.FIXED
            ? samples >= 1 && samples <= 100_000_000 && rangeDb == 0 && maxFrames == 0
            : samples == 0 && rangeDb > 0 && rangeDb <= 200 && maxFrames >= 0;
    if (!sound) {
      throw new InvalidArgumentException(
          Problem.of(
              "framing " + kind,
              "can't have samples %d, range %s dB, at most %d frames"
                  .formatted(samples, rangeDb, maxFrames)));
    }
  }

  /**
   * Finds a policy by its name.
   *
   * @param name {@code "fixed"} or {@code "speech"}
   * @return the policy with its usual settings
   * @throws InvalidArgumentException if there is none of that name
   */
  public static Framing of(String name) {
    return switch (name) {
      case "fixed" -> FIXED;
      case "speech" -> SPEECH;
      default ->
          throw new InvalidArgumentException(
              Problem.of("framing '" + name + "'", "there is none of that name")
                  .remedy("there are fixed, speech"));
    };
  }

  /**
   * The same with another longest input.
   *
   * @param frames 0 = as many as {@link #FIXED_SAMPLES} samples give; of no effect on the fixed
   *     policy
   * @return a changed copy
   */
  public Framing withMaxFrames(int frames) {
    return kind == Kind.FIXED ? this : new Framing(kind, samples, rangeDb, frames);
  }

  /**
   * The policy's name.
   *
   * @return {@code "fixed"} or {@code "speech"}
   */
  public String name() {
    return kind == Kind.FIXED ? "fixed" : "speech";
  }

  /**
   * The most frames that a feature matrix of this policy has.
   *
   * @param grid the input's first stream, whose frames are counted
   * @return such as 196
   */
  public int maxFrames(FrameGrid grid) {
    if (kind == Kind.FIXED) {
      return grid.frames(samples);
    }
    return maxFrames > 0 ? maxFrames : grid.frames(FIXED_SAMPLES);
  }

  /**
   * The whole policy as text: the same text, the same frames.
   *
   * @param grid the input's first stream, whose frames are counted
   * @return one line
   */
  public String canonical(FrameGrid grid) {
    return kind == Kind.FIXED
        ? "fixed samples=" + samples
        : "speech range_db=" + rangeDb + " max_frames=" + maxFrames(grid);
  }
}
