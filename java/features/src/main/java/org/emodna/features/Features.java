package org.emodna.features;

import java.util.List;
import org.emodna.base.InvalidArgumentException;

/**
 * Features of one utterance, not normalised.
 *
 * @param frames number of frames, at least 1
 * @param width values a frame
 * @param values [frames, width], row-major; shared, not copied
 * @param realFrom first frame that lies in the signal and not in padding
 * @param realTo the frame behind the last such one; realFrom &lt; realTo
 */
public record Features(int frames, int width, float[] values, int realFrom, int realTo) {
  /** Checks that the sizes fit. */
  public Features {
    if (frames < 1
        || width < 1
        || (long) frames * width != values.length
        || realFrom < 0
        || realTo <= realFrom
        || realTo > frames) {
      throw new InvalidArgumentException(
          "features of %d x %d can't have %d values, frames %d to %d of them real"
              .formatted(frames, width, values.length, realFrom, realTo));
    }
  }

  /**
   * Features without padding.
   *
   * @param frames number of frames, at least 1
   * @param width values a frame
   * @param values [frames, width]
   */
  public Features(int frames, int width, float[] values) {
    this(frames, width, values, 0, frames);
  }

  /** Features of several streams side by side; which frames are real, the first one says. */
  static Features joined(List<Features> parts) {
    Features first = parts.get(0);
    if (parts.size() == 1) {
      return first;
    }
    int width = parts.stream().mapToInt(Features::width).sum();
    float[] values = new float[Math.multiplyExact(first.frames, width)];
    int column = 0;
    for (Features part : parts) {
      for (int frame = 0; frame < first.frames; frame++) {
        System.arraycopy(
            part.values, frame * part.width, values, frame * width + column, part.width);
      }
      column += part.width;
    }
    return new Features(first.frames, width, values, first.realFrom, first.realTo);
  }
}
