package org.emodna.report.tables;

import org.emodna.report.Track;

/** What a row is, in words. */
final class Kinds {
  private Kinds() {}

  static String of(Track.Row row) {
    if (row.published() == null) {
      return row.kind();
    }
    return row.published().bestCase() ? "published, best case" : "published";
  }

  /** Whether its mean is over fewer tasks than the table has. */
  static boolean isIncomplete(Track.Row row) {
    return !row.mean().lacking().isEmpty() && row.mean().lacking().size() < row.cells().size();
  }
}
