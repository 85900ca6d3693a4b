package org.emodna.recognition.stream;

/** Cuts one channel into windows: {@link Windows} of samples that come in pieces of any size. */
final class WindowCutter {
  private final int step;
  private final SampleWindow window;

  /** Samples to come that lie between two windows. */
  private long gap;

  /** Number of the window that is being filled, and its first sample. */
  private long index;

  private long start;

  /** The sample before which all have been in a window that was given. */
  private long covered;

  /**
   * A window.
   *
   * @param index its number, from 0
   * @param from its first sample's number
   * @param samples an array of its own
   */
  record Cut(long index, long from, float[] samples) {
    long to() {
      return from + samples.length;
    }
  }

  WindowCutter(Windows windows, int sampleRate) {
    step = windows.step(sampleRate);
    window = new SampleWindow(windows.length(sampleRate));
  }

  /**
   * Takes samples up to the end of a window.
   *
   * @return how many were taken, at least one
   */
  int take(float[] from, int at, int count) {
    if (gap > 0) {
      int skipped = (int) Math.min(gap, count);
      gap -= skipped;
      return skipped;
    }
    int taken = Math.min(window.room(), count);
    window.add(from, at, taken);
    return taken;
  }

  /** Whether a window is complete, and must be taken by {@link #next()} before more samples. */
  boolean ready() {
    return window.room() == 0;
  }

  /** The window that is complete. */
  Cut next() {
    Cut cut = new Cut(index, start, window.samples());
    covered = cut.to();
    index++;
    start += step;
    window.forget(Math.min(step, window.filled()));
    gap = Math.max(0, start - covered);
    return cut;
  }

  /** At the end: the shorter window of what was in none; null if there is nothing. */
  Cut last() {
    return gap == 0 && start + window.filled() > covered && window.filled() > 0
        ? new Cut(index, start, window.samples())
        : null;
  }

  long bytes() {
    return window.bytes();
  }
}
