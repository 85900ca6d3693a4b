package org.emodna.corpus.manifest;

import java.util.Map;

/** Takes a manifest's rows as they are read. */
interface Rows {
  /**
   * A row's place: rows count from 1, the header not included, and go by that number. Where blank
   * lines or cells of several lines come before, the line is said as well.
   */
  record Id(long number, String name) {
    static Id of(long number) {
      return new Id(number, "row " + number);
    }

    static Id headed(long number, long line) {
      return line == number + 1
          ? of(number)
          : new Id(number, "row %d (line %d)".formatted(number, line));
    }
  }

  /** Field texts by name as the table writes it, in the table's order. */
  void row(Id id, Map<String, String> fields);

  /** A line that is a comment, not a row. */
  void comment(Id id);

  /** A row that cannot be read, while others can. */
  void unreadable(Id id, String reason);
}
