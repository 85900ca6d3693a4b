package org.emodna.features;

/**
 * What framing makes of a recording on the grid of the input's first stream.
 *
 * @param features of the first stream
 * @param first number of their first frame on the grid: of the cropped or padded signal under fixed
 *     framing, of the whole recording under speech framing
 * @param used the part of the recording that they are made of
 */
record GridPart(Features features, int first, UsedPart used) {
  /**
   * Under fixed framing, frames are real whose centre is in the signal and not in padding.
   *
   * @param values of all frames
   * @param begin first sample that is not padding
   * @param end the sample behind the last such one
   */
  static GridPart fixed(FrameStream grid, float[] values, int begin, int end, UsedPart used) {
    int frames = values.length / grid.width();
    int from = 0;
    while (from < frames - 1 && grid.centre(from) < begin) {
      from++;
    }
    int to = frames;
    while (to > from + 1 && grid.centre(to - 1) >= end) {
      to--;
    }
    return new GridPart(new Features(frames, grid.width(), values, from, to), 0, used);
  }
}
