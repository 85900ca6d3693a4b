package org.emodna.features;

/**
 * The frames that speech framing takes: without those at both ends that are too quiet, and of the
 * rest the middle.
 *
 * @param from first frame
 * @param to the frame behind the last
 */
record SpeechRange(int from, int to) {
  static SpeechRange of(float[] levels, Framing framing, FrameGrid grid) {
    float loudest = Float.NEGATIVE_INFINITY;
    for (float level : levels) {
      loudest = Math.max(loudest, level);
    }
    float quietest = loudest - framing.rangeDb();
    int from = 0;
    while (levels[from] < quietest) {
      from++;
    }
    int to = levels.length;
    while (levels[to - 1] < quietest) {
      to--;
    }
    int most = framing.maxFrames(grid);
    if (to - from > most) {
      from += (to - from - most) / 2;
      to = from + most;
    }
    return new SpeechRange(from, to);
  }
}
