package org.example.service.load;

import java.util.Arrays;
import java.util.Locale;

/** Times of many answers. Thread-safe. */
final class Latencies {
  private long[] nanoseconds = new long[1 << 12];
  private int count;

  synchronized void add(long one) {
    if (count == nanoseconds.length) {
      nanoseconds = Arrays.copyOf(nanoseconds, 2 * count);
    }
    nanoseconds[count++] = one;
  }

  synchronized int count() {
    return count;
  }

  /**
   * The time that such a share of the answers took at most.
   *
   * @return milliseconds
   */
  synchronized double quantile(double share) {
    if (count == 0) {
      return Double.NaN;
    }
    long[] sorted = Arrays.copyOf(nanoseconds, count);
    Arrays.sort(sorted);
    return sorted[(int) Math.min(count - 1, Math.ceil(share * count) - 1)] / 1e6;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "p50 %.1f ms, p99 %.1f ms, longest %.1f ms",
        quantile(0.5),
        quantile(0.99),
        quantile(1));
  }
}
