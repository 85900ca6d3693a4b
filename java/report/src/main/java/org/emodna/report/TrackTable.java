package org.emodna.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.emodna.runs.Plan;

/** Makes the table of a track from its cells. */
final class TrackTable {
  /** Kind of rows that show the best seed of each task. */
  static final String BEST = "best of seeds";

  static final String PUBLISHED = "published";

  private TrackTable() {}

  static Track of(String track, StoreFacts store) {
    List<Track.Task> tasks = store.plans().tasks(track).stream().map(TrackTable::task).toList();
    List<Track.Row> rows = new ArrayList<>();
    for (Plan.Column column : store.plans().columns(track)) {
      List<Track.Cell> cells =
          tasks.stream()
              .map(task -> cell(store.cells(), new Detail.Place(track, column.name(), task.name())))
              .toList();
      rows.add(
          new Track.Row(
              column.name(),
              text(column.kind()),
              text(column.description()),
              null,
              cells,
              RowMean.of(cells)));
    }
    List<Track.Row> published = published(store, tasks, rows);
    if (published.stream().anyMatch(row -> row.published().bestCase())) {
      BestOfSeeds.of(rows, store.plans().columns(track)).forEach(rows::add);
    }
    rows.addAll(published);
    return new Track(track, tasks, rows);
  }

  private static Track.Task task(Plan.Task task) {
    return new Track.Task(
        task.name(),
        text(task.kind()),
        text(task.source()),
        text(task.target()),
        task.labels(),
        task.recognisedUtterances());
  }

  private static String text(String value) {
    return Objects.requireNonNullElse(value, "");
  }

  private static Track.Cell cell(Map<Detail.Place, CellFacts> cells, Detail.Place place) {
    return Optional.ofNullable(cells.get(place))
        .map(CellFacts::cell)
        .orElseGet(() -> new Track.Cell(place.task(), Figures.NONE, Map.of()));
  }

  /** Published rows that have a figure for one of the tasks. */
  private static List<Track.Row> published(
      StoreFacts store, List<Track.Task> tasks, List<Track.Row> own) {
    Set<String> names = new LinkedHashSet<>();
    own.forEach(row -> names.add(row.name()));
    List<Track.Row> rows = new ArrayList<>();
    for (Plan.Published one : store.plans().published()) {
      List<Track.Cell> cells = tasks.stream().map(task -> published(one, task.name())).toList();
      if (cells.stream().noneMatch(cell -> cell.figures().uar().isKnown())) {
        continue;
      }
      // Rows are told apart by name.
      String name = one.name();
      while (!names.add(name)) {
        name = name + " (published)";
      }
      rows.add(
          new Track.Row(
              name,
              PUBLISHED,
              "",
              new Track.Published(text(one.source()), text(one.note()), one.bestCase()),
              cells,
              RowMean.ofPublished(cells)));
    }
    return rows;
  }

  private static Track.Cell published(Plan.Published row, String task) {
    Map<String, Double> figures = Objects.requireNonNullElse(row.figures().get(task), Map.of());
    return new Track.Cell(
        task,
        new Figures(
            fraction(figures.get("uar")),
            fraction(figures.get("war")),
            fraction(figures.get("macro_f1"))),
        Map.of());
  }

  private static Figure fraction(Double percent) {
    return percent == null || !Double.isFinite(percent)
        ? Figure.NONE
        : Figure.published(percent / 100);
  }
}
