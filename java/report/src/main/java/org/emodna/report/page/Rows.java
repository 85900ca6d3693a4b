package org.emodna.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.emodna.report.Figure;
import org.emodna.report.Track;

/** What rows and tasks of a table are, and how they are called. */
final class Rows {
  static final String PUBLISHED = "published";
  static final String BEST_OF_SEEDS = "best of seeds";

  private Rows() {}

  /** Whether the row's figures are means over the store's own runs, which can be compared. */
  static boolean own(Track.Row row) {
    return !row.kind().equals(PUBLISHED) && !row.kind().equals(BEST_OF_SEEDS);
  }

  /** What a reader must know of figures that are no means of own runs; else the kind. */
  static String mark(Track.Row row) {
    if (row.published() != null) {
      return row.published().bestCase() ? "published, best case" : PUBLISHED;
    }
    return row.kind();
  }

  /** Everything that is known of a row, in sentences. */
  static String explanation(Track.Row row) {
    List<String> parts = new ArrayList<>();
    if (!row.description().isBlank()) {
      parts.add(row.description());
    }
    if (row.published() != null) {
      parts.add(row.published().source());
      parts.add(row.published().note());
      if (row.published().bestCase()) {
        parts.add("Best of several runs, not their mean.");
      }
    }
    if (row.kind().equals(BEST_OF_SEEDS)) {
      parts.add(
          "The best seed of each task is chosen by its own score, so this is no fair estimate.");
    }
    return String.join(" ", parts.stream().filter(p -> p != null && !p.isBlank()).toList());
  }

  /** Whether source and target say all that the name does. */
  private static boolean isDirection(Track.Task task) {
    return task.name().equals(task.source() + ">" + task.target());
  }

  /** What the mean of a row is without, in sentences; empty where it is complete. */
  static String gaps(Track track, Track.Row row) {
    Track.Mean mean = row.mean();
    List<String> parts = new ArrayList<>();
    int all = track.tasks().size();
    int tasks = all - mean.lacking().size();
    if (tasks < all) {
      parts.add("Over %d of %s.".formatted(tasks, Text.plural(all, track.noun())));
    }
    if (!mean.lackingSeeds().isEmpty()) {
      parts.add(
          "Without %s %s, which not every %s has."
              .formatted(
                  mean.lackingSeeds().size() == 1 ? "seed" : "seeds",
                  mean.lackingSeeds().stream()
                      .map(String::valueOf)
                      .collect(Collectors.joining(", ")),
                  track.noun()));
      if (!mean.figures().uar().isKnown()) {
        parts.add("No mean, since no seed is common to all.");
      }
    }
    return String.join(" ", parts);
  }

  /** The name of a task, over two lines where it is a direction. */
  static Html heading(Track.Task task) {
    Html html = new Html();
    if (isDirection(task)) {
      return html.name(task.source())
          .text(" ")
          .single("br")
          .open("span", "class", "to")
          .text("→ ")
          .name(task.target())
          .close("span");
    }
    return html.name(task.name());
  }

  /** Plain text of the same. */
  static String title(Track.Task task) {
    return isDirection(task) ? task.source() + " → " + task.target() : task.name();
  }

  /**
   * The figure of a row in a column: the mean over tasks for column -1. A published one may be any
   * number; one that is not finite is none.
   */
  static Figure figure(Track.Row row, int column, Metric metric) {
    Figure figure =
        metric.of(column < 0 ? row.mean().figures() : row.cells().get(column).figures());
    return Double.isFinite(figure.mean()) ? figure : Figure.NONE;
  }

  /**
   * The largest value among own rows in a column; NaN if there is none. A mean that lacks tasks or
   * seeds does not compete.
   */
  static double best(Track track, int column, Metric metric) {
    return track.rows().stream()
        .filter(row -> own(row) && (column >= 0 || row.mean().isComplete()))
        .mapToDouble(row -> figure(row, column, metric).mean())
        .filter(value -> !Double.isNaN(value))
        .max()
        .orElse(Double.NaN);
  }
}
