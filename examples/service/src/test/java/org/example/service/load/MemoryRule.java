package org.example.service.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether memory is flat.
 *
 * <p>Resident memory: the median of the last tenth of the time may be at most 5 % and 8 MiB above
 * that of the time from 20 to 30 % of it, before which caches and compiled code grow; and a line
 * through the last 60 % may rise by half a MiB a minute. In less than 20 minutes warming up is not
 * over by then, and any line is allowed; in less than ten, 10 % and 16 MiB are, too.
 *
 * <p>The heap, all of which is there from the beginning, shows in none of this. Of it the objects
 * that are in use are counted, which may be 4 MiB more at the end than they were once warm.
 */
final class MemoryRule {
  private static final double MOST_HEAP = 4;
  private static final double MOST_SLOPE = 0.5;

  private final List<Double> mib = new ArrayList<>();
  private double heapWarm = Double.NaN;
  private double heapEnd = Double.NaN;

  /** Resident memory, once a second. */
  synchronized void add(double resident) {
    mib.add(resident);
  }

  /** What is in use of the heap once warm: the least of all that are given. */
  synchronized void heapWarm(double inUse) {
    heapWarm = Double.isNaN(heapWarm) ? inUse : Math.min(heapWarm, inUse);
  }

  synchronized void heapEnd(double inUse) {
    heapEnd = inUse;
  }

  private double median(double from, double to) {
    List<Double> part =
        mib.subList((int) (from * mib.size()), Math.max(1, (int) (to * mib.size()))).stream()
            .sorted()
            .toList();
    return part.get(part.size() / 2);
  }

  /** Median at the beginning, once warm. */
  synchronized double warm() {
    return median(0.2, 0.3);
  }

  synchronized double end() {
    return median(0.9, 1);
  }

  synchronized double last() {
    return mib.get(mib.size() - 1);
  }

  synchronized double most() {
    return mib.stream().mapToDouble(one -> one).max().orElse(0);
  }

  /** Of the line of least squares through the last 60 %, in MiB a minute. */
  synchronized double slope() {
    int from = (int) (0.4 * mib.size());
    int count = mib.size() - from;
    double meanTime = (count - 1) / 2.0;
    double mean = mib.subList(from, mib.size()).stream().mapToDouble(one -> one).sum() / count;
    double products = 0;
    double squares = 0;
    for (int i = 0; i < count; i++) {
      products += (i - meanTime) * (mib.get(from + i) - mean);
      squares += (i - meanTime) * (i - meanTime);
    }
    return squares == 0 ? 0 : 60 * products / squares;
  }

  synchronized boolean isFlat(double minutes) {
    boolean resident =
        minutes < 10
            ? end() <= 1.1 * warm() + 16
            : end() <= 1.05 * warm() + 8 && (minutes < 20 || slope() <= MOST_SLOPE);
    // Not a number, where one was not taken, is not flat.
    return resident && heapEnd <= heapWarm + MOST_HEAP;
  }

  synchronized String text(double minutes) {
    return String.format(
        Locale.ROOT,
        "RSS %.0f MiB once warm, %.0f MiB at the end (%+.1f %%), most %.0f MiB, %+.2f MiB a minute"
            + " over the last 60 %%; heap in use %.1f MiB once warm, %.1f MiB at the end: %s",
        warm(),
        end(),
        100 * (end() / warm() - 1),
        most(),
        slope(),
        heapWarm,
        heapEnd,
        isFlat(minutes) ? "flat" : "IT GROWS");
  }
}
