package org.emodna.audio;

import org.emodna.kernels.InvalidArgumentException;

/**
 * How much a single file may hold, so that a broken header can't take all memory.
 *
 * @param maxSeconds longest audio; a longer file is an error, it is not cut
 * @param maxBytes largest file
 */
public record DecodeLimits(double maxSeconds, long maxBytes) {
  /** Ten minutes and 512 MiB. */
  public static final DecodeLimits DEFAULT = new DecodeLimits(600, 512L << 20);

  /** Checks the limits. */
  public DecodeLimits {
    if (!(maxSeconds > 0) || maxSeconds > 1e6 || maxBytes < 1) {
      throw new InvalidArgumentException(
          "decode limits of %s s and %d bytes: both must be positive, the first at most 1000000"
              .formatted(maxSeconds, maxBytes));
    }
  }
}
