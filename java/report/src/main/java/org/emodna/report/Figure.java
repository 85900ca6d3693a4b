package org.emodna.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A figure over seeds, in fractions of 1.
 *
 * @param mean over the seeds; of a published row the published value; NaN (null in JSON) if there
 *     is none
 * @param sd standard deviation of the sample (n - 1); NaN (null in JSON) with fewer than two seeds
 * @param n number of seeds; 0 in a published row
 * @param values by seed, ascending
 */
public record Figure(double mean, double sd, int n, Map<Long, Double> values) {
  /** No value. */
  public static final Figure NONE = new Figure(Double.NaN, Double.NaN, 0, Map.of());

  /** Keeps copies, which nobody changes afterwards. */
  public Figure {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }

  /** A figure that somebody else gives, without its seeds; NaN where they give none. */
  public static Figure published(double value) {
    return new Figure(value, Double.NaN, 0, Map.of());
  }

  /** Of values in the order of their runs, numbered from 1; {@link #NONE} of none. */
  static Figure of(List<Double> values) {
    Map<Long, Double> numbered = new TreeMap<>();
    values.forEach(value -> numbered.put(numbered.size() + 1L, value));
    return of(numbered);
  }

  /** Of a value for each seed; {@link #NONE} of none. Sums run by ascending seed. */
  public static Figure of(Map<Long, Double> values) {
    if (values.isEmpty()) {
      return NONE;
    }
    TreeMap<Long, Double> sorted = new TreeMap<>(values);
    int n = sorted.size();
    double sum = 0;
    for (double value : sorted.values()) {
      sum += value;
    }
    double mean = sum / n;
    double squares = 0;
    for (double value : sorted.values()) {
      squares += (value - mean) * (value - mean);
    }
    return new Figure(mean, n == 1 ? Double.NaN : Math.sqrt(squares / (n - 1)), n, sorted);
  }

  /** Whether there is a value. */
  @JsonIgnore
  public boolean isKnown() {
    return !Double.isNaN(mean);
  }
}
