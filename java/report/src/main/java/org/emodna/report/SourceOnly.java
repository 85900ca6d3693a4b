package org.emodna.report;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.emodna.runs.Plan;

/** Baselines that train on the source alone: what adaptation has to beat. */
final class SourceOnly {
  private static final String METHOD = "source-only";

  private static final Comparator<Track.Mean> FEWEST_GAPS =
      Comparator.comparingInt((Track.Mean mean) -> mean.lacking().size())
          .thenComparingInt(mean -> mean.lackingSeeds().size());

  private SourceOnly() {}

  /** Names of the baselines whose settings name the method source-only. */
  static Set<String> names(List<Plan.Column> columns) {
    return columns.stream()
        .filter(column -> "baseline".equals(column.kind()))
        .filter(
            column ->
                column.settings() == null
                    ? column.name().startsWith(METHOD)
                    : column.settings().path("method").asText().equals(METHOD))
        .map(Plan.Column::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Of these, the row of the highest mean UAR among those that lack the fewest tasks, then the
   * fewest seeds.
   */
  static Optional<Track.Row> strongest(List<Track.Row> rows, Set<String> names) {
    Track.Row best = null;
    for (Track.Row row : rows) {
      boolean known = names.contains(row.name()) && row.mean().figures().uar().isKnown();
      if (known && (best == null || isStronger(row, best))) {
        best = row;
      }
    }
    return Optional.ofNullable(best);
  }

  private static boolean isStronger(Track.Row row, Track.Row than) {
    int lacking = FEWEST_GAPS.compare(row.mean(), than.mean());
    return lacking != 0
        ? lacking < 0
        : row.mean().figures().uar().mean() > than.mean().figures().uar().mean();
  }
}
