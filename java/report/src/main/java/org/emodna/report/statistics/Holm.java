package org.emodna.report.statistics;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Holm's correction of p for several tests. */
public final class Holm {
  private Holm() {}

  /**
   * Corrected p.
   *
   * @param p of each test; NaN where none was made, which does not count
   * @return in the same order; NaN where p is
   */
  public static double[] corrected(double[] p) {
    List<Integer> ascending =
        IntStream.range(0, p.length)
            .filter(i -> !Double.isNaN(p[i]))
            .boxed()
            .sorted(Comparator.comparingDouble(i -> p[i]))
            .toList();
    double[] corrected = p.clone();
    double largest = 0;
    for (int rank = 0; rank < ascending.size(); rank++) {
      int i = ascending.get(rank);
      largest = Math.max(largest, Math.min(1, p[i] * (ascending.size() - rank)));
      corrected[i] = largest;
    }
    return corrected;
  }
}
