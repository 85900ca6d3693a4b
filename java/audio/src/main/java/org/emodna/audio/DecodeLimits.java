package org.emodna.audio;

import org.emodna.base.InvalidArgumentException;
import org.emodna.base.Problem;

/**
 * What is decoded: how much a single file may hold, so that a broken header can't take all memory,
 * and which containers are accepted.
 *
 * @param maxSeconds longest audio; a longer file is an error, it is not cut
 * @param maxBytes largest file
 * @param maxSamples most samples of a channel, whatever their rate: a file of some kilobytes can
 *     hold seconds of hundreds of thousands of samples each. An error likewise
 * @param anyContainer whether to decode whatever FFmpeg takes a file for, including rare formats of
 *     old games; otherwise only formats that speech is kept in, and only if the content confirms
 *     them
 */
public record DecodeLimits(
    double maxSeconds, long maxBytes, long maxSamples, boolean anyContainer) {
  private static final double MEBIBYTE = 1 << 20;

  /** Hz; up to this rate the length in seconds is the limit, unless samples are given one. */
  private static final double USUAL_RATE = 192_000;

  /** Samples that are allowed however short the time: 64 MiB, 43 seconds at 384,000 a second. */
  private static final long ALWAYS = 1 << 24;

  /** Ten minutes, at up to 192,000 samples a second, 512 MiB and the usual containers. */
  public static final DecodeLimits DEFAULT = new DecodeLimits(600, 512L << 20);

  /** System property: longest audio in seconds, where no limits are given. */
  public static final String SECONDS = "emodna.max-seconds";

  /** System property: largest file in MiB, where no limits are given. */
  public static final String MEBIBYTES = "emodna.max-mib";

  /** System property: {@code true} to decode any container, where no limits are given. */
  public static final String ANY_CONTAINER = "emodna.any-container";

  /** The greatest value of the two numbers. */
  public static final double MOST = 1e6;

  /** The limits where nobody gives any: {@link #DEFAULT}, or what the system properties say. */
  public static DecodeLimits standard() {
    return new DecodeLimits(
        property(SECONDS, DEFAULT.maxSeconds),
        (long) Math.ceil(property(MEBIBYTES, DEFAULT.maxBytes / MEBIBYTE) * MEBIBYTE),
        Boolean.getBoolean(ANY_CONTAINER));
  }

  private static double property(String name, double otherwise) {
    String text = System.getProperty(name);
    if (text == null) {
      return otherwise;
    }
    try {
      double value = Double.parseDouble(text);
      if (value > 0 && value <= MOST) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, with the range.
    }
    throw new InvalidArgumentException(
        Problem.of("system property " + name, "is '" + text + "'")
            .remedy("set it to a number above 0, at most 1000000"));
  }

  /**
   * Limits for the usual containers, of samples as many as that time has at 192,000 a second, at
   * least 16,777,216.
   */
  public DecodeLimits(double maxSeconds, long maxBytes) {
    this(maxSeconds, maxBytes, false);
  }

  /** Limits of samples as many as that time has at 192,000 a second, at least 16,777,216. */
  public DecodeLimits(double maxSeconds, long maxBytes, boolean anyContainer) {
    this(maxSeconds, maxBytes, Math.max(ALWAYS, samples(maxSeconds)), anyContainer);
  }

  private static long samples(double seconds) {
    return (long) Math.ceil(seconds * USUAL_RATE);
  }

  /**
   * The same limits with another longest audio, in seconds. Samples may be as many as that time has
   * at 192,000 a second, or as many as they might be.
   */
  public DecodeLimits withMaxSeconds(double value) {
    return new DecodeLimits(value, maxBytes, Math.max(maxSamples, samples(value)), anyContainer);
  }

  /** The same limits with another largest file, in bytes. */
  public DecodeLimits withMaxBytes(long value) {
    return new DecodeLimits(maxSeconds, value, maxSamples, anyContainer);
  }

  /** The same limits with another most samples of a channel. */
  public DecodeLimits withMaxSamples(long value) {
    return new DecodeLimits(maxSeconds, maxBytes, value, anyContainer);
  }

  /** The same limits for any container that FFmpeg takes a file for. */
  public DecodeLimits withAnyContainer() {
    return new DecodeLimits(maxSeconds, maxBytes, maxSamples, true);
  }

  /**
   * Checks that a recording doesn't have more samples of a channel than this allows.
   *
   * @param source whose they are
   * @throws AudioException if it does
   */
  public void requireSamples(String source, long samples) {
    if (samples > maxSamples) {
      throw new AudioException(
          Problem.of(source, "has more than %,d samples, the limit".formatted(maxSamples))
              .remedy(
                  "raise DecodeLimits.maxSamples, convert it to 48,000 samples a second or"
                      + " fewer, or cut it"));
    }
  }

  /** Checks the limits. */
  public DecodeLimits {
    if (!(maxSeconds > 0) || maxSeconds > MOST || maxBytes < 1 || maxSamples < 1) {
      throw new InvalidArgumentException(
          Problem.of(
                  "decode limits",
                  "are %s s, %d bytes and %d samples".formatted(maxSeconds, maxBytes, maxSamples))
              .remedy("all must be positive, the first at most 1000000"));
    }
  }
}
