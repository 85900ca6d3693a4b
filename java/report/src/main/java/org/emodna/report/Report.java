package org.emodna.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;

/**
 * What the runs of a store say. Every figure follows from the runs' stored predictions and epochs.
 * As JSON it is {@code report.json}, written by {@link ReportJson} and described in
 * docs/reports.md: names in snake_case, a figure that is not known is null.
 *
 * <p>Figures are fractions of 1. Names come from protocols and corpora: they may hold any
 * character, and whoever writes them into a format escapes them.
 *
 * @param about where it comes from, what failed and what is missing
 * @param tracks the tables, one a track
 * @param comparisons the differences between rows that the text speaks of
 * @param changes against another store; empty if none was given
 * @param details one for each cell with runs
 * @param projections of stored embeddings to a plane
 * @param validators how well figures that need no labels tell a good run
 * @param hardware what the runs ran on
 */
public record Report(
    @JsonUnwrapped About about,
    List<Track> tracks,
    List<Comparison> comparisons,
    List<Change> changes,
    List<Detail> details,
    List<Projection> projections,
    List<ValidatorQuality> validators,
    List<Hardware> hardware) {
  /** Keeps copies, which nobody changes afterwards. */
  public Report {
    tracks = List.copyOf(tracks);
    comparisons = List.copyOf(comparisons);
    changes = List.copyOf(changes);
    details = List.copyOf(details);
    projections = List.copyOf(projections);
    validators = List.copyOf(validators);
    hardware = List.copyOf(hardware);
  }

  /** The same report with these projections. */
  public Report withProjections(List<Projection> others) {
    return new Report(about, tracks, comparisons, changes, details, others, validators, hardware);
  }
}
