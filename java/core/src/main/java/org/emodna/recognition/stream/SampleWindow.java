package org.emodna.recognition.stream;

/**
 * The samples of one channel that the next window is made of. They take two bytes each as long as
 * all of them are 16-bit values, which those of telephones and of most recorders are, and four
 * otherwise; nothing until the first one comes.
 */
final class SampleWindow {
  /** Samples that room is made for at first; most windows are longer. */
  private static final int FIRST = 4096;

  private final int length;
  private short[] whole = new short[0];

  /** In the place of {@code whole} from the first sample on that is no 16-bit value. */
  private float[] exact;

  private int filled;

  /**
   * @param length samples of a window
   */
  SampleWindow(int length) {
    this.length = length;
  }

  int filled() {
    return filled;
  }

  /** Samples that are missing. */
  int room() {
    return length - filled;
  }

  /** Adds samples for which there is room. */
  void add(float[] from, int at, int count) {
    int stored = exact == null ? addWhole(from, at, count) : 0;
    if (stored < count) {
      addExact(from, at + stored, count - stored);
    }
  }

  /** Adds those before the first that is no 16-bit value; returns how many. */
  private int addWhole(float[] from, int at, int count) {
    if (filled + count > whole.length) {
      whole = java.util.Arrays.copyOf(whole, grown(whole.length, count));
    }
    for (int i = 0; i < count; i++) {
      float scaled = from[at + i] * 0x1p15f;
      short value = (short) scaled;
      // The sign of a zero would be lost, too.
      if (value != scaled || value == 0 && Float.floatToRawIntBits(scaled) != 0) {
        return i;
      }
      whole[filled++] = value;
    }
    return count;
  }

  private void addExact(float[] from, int at, int count) {
    if (exact == null) {
      exact = new float[grown(0, filled + count)];
      for (int i = 0; i < filled; i++) {
        exact[i] = whole[i] * 0x1p-15f;
      }
      whole = null;
    } else if (filled + count > exact.length) {
      exact = java.util.Arrays.copyOf(exact, grown(exact.length, count));
    }
    System.arraycopy(from, at, exact, filled, count);
    filled += count;
  }

  private int grown(int now, int more) {
    long wanted = Math.max(Math.max(FIRST, 2L * now), (long) filled + more);
    return (int) Math.min(length, wanted);
  }

  /** What is there, in an array of its own. */
  float[] samples() {
    float[] all = new float[filled];
    if (exact != null) {
      System.arraycopy(exact, 0, all, 0, filled);
    } else {
      for (int i = 0; i < filled; i++) {
        all[i] = whole[i] * 0x1p-15f;
      }
    }
    return all;
  }

  /** Forgets the first samples. */
  void forget(int count) {
    filled -= count;
    if (exact != null) {
      System.arraycopy(exact, count, exact, 0, filled);
    } else {
      System.arraycopy(whole, count, whole, 0, filled);
    }
  }

  /** Bytes held. */
  long bytes() {
    return exact == null ? 2L * whole.length : 4L * exact.length;
  }
}
