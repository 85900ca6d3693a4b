package org.example.service.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether memory is flat: the median of the last tenth of the time may be at most 5 % and 8 MiB
 * above that of the time from 20 to 30 % of it, before which caches and compiled code grow. In less
 * than ten minutes warming up is not over by then, and 10 % and 16 MiB are allowed.
 */
final class MemoryRule {
  private final List<Double> mib = new ArrayList<>();

  synchronized void add(double resident) {
    mib.add(resident);
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

  synchronized boolean isFlat(double minutes) {
    return minutes < 10 ? end() <= 1.1 * warm() + 16 : end() <= 1.05 * warm() + 8;
  }

  String text(double minutes) {
    return String.format(
        Locale.ROOT,
        "RSS %.0f MiB once warm, %.0f MiB at the end (%+.1f %%), most %.0f MiB: %s",
        warm(),
        end(),
        100 * (end() / warm() - 1),
        most(),
        isFlat(minutes) ? "flat" : "IT GROWS");
  }
}
