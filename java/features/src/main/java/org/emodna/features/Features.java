package org.emodna.features;

import org.emodna.base.InvalidArgumentException;

/**
 * MFCC of one utterance, not normalised.
 *
 * @param frames number of frames, at least 1
 * @param coefficients values a frame
 * @param values [frames, coefficients], row-major; shared, not copied
 * @param realFrom first frame that lies in the signal and not in padding
 * @param realTo the frame behind the last such one; realFrom &lt; realTo
 */
public record Features(int frames, int coefficients, float[] values, int realFrom, int realTo) {
  /** Checks that the sizes fit. */
  public Features {
    if (frames < 1
        || coefficients < 1
        || (long) frames * coefficients != values.length
        || realFrom < 0
        || realTo <= realFrom
        || realTo > frames) {
      throw new InvalidArgumentException(
          "features of %d x %d can't have %d values, frames %d to %d of them real"
              .formatted(frames, coefficients, values.length, realFrom, realTo));
    }
  }

  /**
   * Features without padding.
   *
   * @param frames number of frames, at least 1
   * @param coefficients values a frame
   * @param values [frames, coefficients]
   */
  public Features(int frames, int coefficients, float[] values) {
    this(frames, coefficients, values, 0, frames);
  }
}
