package org.emodna.features;

/**
 * The part of a recording that features are made of, in seconds; the end may lie behind that of the
 * recording.
 */
record UsedPart(double from, double to) {
  static final UsedPart ALL = new UsedPart(0, Double.POSITIVE_INFINITY);

  static UsedPart samples(long from, long to, FrameStream grid) {
    double rate = grid.sampleRate();
    return new UsedPart(from / rate, to / rate);
  }

  /** From where the first frame begins to where the last one ends. */
  static UsedPart frames(SpeechRange range, int all, FrameStream grid) {
    UsedPart part = samples(grid.begin(range.from()), grid.end(range.to() - 1), grid);
    return new UsedPart(
        range.from() == 0 ? 0 : part.from, range.to() == all ? Double.POSITIVE_INFINITY : part.to);
  }
}
