package org.emodna.report.tables;

import java.util.List;
import java.util.stream.Collectors;
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

  /** Whether it has figures, but its mean is not over all of its tasks and seeds. */
  static boolean isIncomplete(Track.Row row) {
    return !row.mean().isComplete() && row.mean().lacking().size() < row.cells().size();
  }

  /** "seed 3", "seeds 1, 2". */
  static String seeds(List<Long> seeds) {
    return (seeds.size() == 1 ? "seed " : "seeds ")
        + seeds.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
