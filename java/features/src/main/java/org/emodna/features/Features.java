package org.emodna.features;

import java.util.List;
import org.emodna.base.InvalidArgumentException;

/** Features of one utterance, not normalised. */
public final class Features {
  private final int frames;
  private final int width;
  private final float[] values;
  private final int realFrom;
  private final int realTo;

  Features(int frames, int width, float[] values, int realFrom, int realTo) {
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
    this.frames = frames;
    this.width = width;
    this.values = values;
    this.realFrom = realFrom;
    this.realTo = realTo;
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

  /** Number of frames, at least 1. */
  public int frames() {
    return frames;
  }

  /** Values a frame. */
  public int width() {
    return width;
  }

  /** [frames, width], row-major; shared, not copied. */
  public float[] values() {
    return values;
  }

  /** First frame that lies in the signal and not in padding. */
  public int realFrom() {
    return realFrom;
  }

  /** The frame behind the last such one; realFrom &lt; realTo. */
  public int realTo() {
    return realTo;
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
