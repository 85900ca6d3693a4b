package org.emodna.features;

import org.emodna.audio.SampleSink;

/** The mean square of stretches of a recording, in dB, while it is read; nothing of it is held. */
final class StretchLevels implements SampleSink {
  private final long[] begins;
  private final long[] ends;
  private final double[] sums;

  /** Samples so far, and the first stretch that more of them may belong to. */
  private long seen;

  private int first;

  /**
   * @param begins first samples of the stretches, none before that of the stretch before; may lie
   *     outside of the recording, as may the ends
   * @param ends samples behind the last ones, likewise
   */
  StretchLevels(long[] begins, long[] ends) {
    this.begins = begins;
    this.ends = ends;
    sums = new double[begins.length];
  }

  @Override
  public void add(float[] samples, int count, int rate) {
    long end = seen + count;
    while (first < ends.length && ends[first] <= seen) {
      first++;
    }
    for (int i = first; i < begins.length && begins[i] < end; i++) {
      int from = (int) (Math.max(begins[i], seen) - seen);
      int to = (int) (Math.min(ends[i], end) - seen);
      // One behind another, over all pieces: the bits don't depend on how the recording is cut.
      double sum = sums[i];
      for (int k = from; k < to; k++) {
        sum += (double) samples[k] * samples[k];
      }
      sums[i] = sum;
    }
    seen = end;
  }

  /** The levels, at least -100. */
  float[] levels() {
    float[] levels = new float[sums.length];
    for (int i = 0; i < levels.length; i++) {
      long from = Math.max(0, Math.min(seen, begins[i]));
      long to = Math.max(from, Math.min(seen, ends[i]));
      levels[i] = FrameWorker.level(sums[i], to - from);
    }
    return levels;
  }
}
