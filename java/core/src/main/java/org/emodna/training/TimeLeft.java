package org.emodna.training;

import java.util.HashMap;
import java.util.Map;

/**
 * How long the runs of a matrix will still take. A step of a run costs what its column's steps have
 * taken so far; in a column that has not had its turn, what its configuration lets expect, by the
 * measure of those that have.
 */
final class TimeLeft {
  /** Steps that an expectation counts for beside those measured: the first of a set are slow. */
  private static final int EXPECTED = 100;

  private static final class Column {
    final double expected;
    long left;
    long done;
    double seconds;

    Column(double expected) {
      this.expected = expected;
    }
  }

  private final Map<String, Column> columns = new HashMap<>();

  /**
   * Adds runs.
   *
   * @param cost of a step of one run, in any unit that is the same for all columns
   * @param steps of one run after another
   */
  void plan(String column, double cost, long steps) {
    columns.computeIfAbsent(column, name -> new Column(cost)).left += steps;
  }

  /** Steps that are done by now. */
  void took(String column, long steps, double seconds) {
    Column one = columns.get(column);
    one.left -= steps;
    one.done += steps;
    one.seconds += seconds;
  }

  /** Steps that will not be done after all, or (negative) more of them. */
  void drop(String column, long steps) {
    columns.get(column).left -= steps;
  }

  /** Seconds to the end. */
  double seconds() {
    double measured = 0;
    double expected = 0;
    for (Column column : columns.values()) {
      measured += column.seconds;
      expected += column.done * column.expected;
    }
    double perCost = expected > 0 ? measured / expected : 0;
    double seconds = 0;
    for (Column column : columns.values()) {
      double known = column.seconds + EXPECTED * column.expected * perCost;
      seconds += Math.max(0, column.left) * known / (column.done + EXPECTED);
    }
    return seconds;
  }
}
