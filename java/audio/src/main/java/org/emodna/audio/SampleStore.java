package org.emodna.audio;

import java.util.Arrays;

/** Keeps a part of a recording's samples, or none if the part would be too long. */
public final class SampleStore implements SampleSink {
  private final long from;
  private final long to;
  private final int most;
  private float[] samples = new float[1 << 14];
  private int kept;
  private long seen;
  private boolean overflown;

  /**
   * Keeps the samples [from, to).
   *
   * @param most keep none if there would be more than this
   */
  public SampleStore(long from, long to, int most) {
    this.from = from;
    this.to = to;
    this.most = most;
  }

  /** Keeps everything up to a number of samples. */
  public static SampleStore all(int most) {
    return new SampleStore(0, Long.MAX_VALUE, most);
  }

  @Override
  public void add(float[] piece, int count, int sampleRate) {
    long begin = Math.max(from, seen) - seen;
    long end = Math.min(to, seen + count) - seen;
    seen += count;
    if (begin >= end || overflown) {
      return;
    }
    if (kept + (end - begin) > most) {
      overflown = true;
      samples = new float[0];
      return;
    }
    int length = (int) (end - begin);
    if (kept + length > samples.length) {
      long wanted = Math.max(kept + (long) length, samples.length + (samples.length >> 1));
      samples = Arrays.copyOf(samples, (int) Math.min(wanted, most));
    }
    System.arraycopy(piece, (int) begin, samples, kept, length);
    kept += length;
  }

  @Override
  public boolean full() {
    return seen >= to;
  }

  /** Whether there were too many to keep. */
  public boolean overflown() {
    return overflown;
  }

  /** What was kept. */
  public float[] samples() {
    return kept == samples.length ? samples : Arrays.copyOf(samples, kept);
  }
}
