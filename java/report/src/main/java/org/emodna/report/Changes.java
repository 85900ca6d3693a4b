package org.emodna.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The UAR of rows and tasks that two stores have. */
final class Changes {
  private Changes() {}

  static List<Change> between(List<Track> here, List<Track> there) {
    List<Change> changes = new ArrayList<>();
    for (Track track : here) {
      for (Track other : there) {
        if (other.name().equals(track.name())) {
          track.rows().stream()
              .filter(row -> row.published() == null)
              .forEach(
                  row -> other.row(row.name()).ifPresent(o -> add(changes, track.name(), row, o)));
        }
      }
    }
    return changes;
  }

  private static void add(List<Change> changes, String track, Track.Row row, Track.Row other) {
    int before = changes.size();
    for (Track.Cell cell : row.cells()) {
      Optional<Figure> there =
          other.cells().stream()
              .filter(o -> o.task().equals(cell.task()))
              .map(o -> o.figures().uar())
              .filter(Figure::isKnown)
              .findFirst();
      if (cell.figures().uar().isKnown() && there.isPresent()) {
        changes.add(new Change(track, row.name(), cell.task(), cell.figures().uar(), there.get()));
      }
    }
    Figure here = row.mean().figures().uar();
    Figure there = other.mean().figures().uar();
    // Means over different tasks can't be compared.
    boolean alike = changes.size() > before && tasks(row).equals(tasks(other));
    if (alike && here.isKnown() && there.isKnown()) {
      changes.add(new Change(track, row.name(), "", here, there));
    }
  }

  private static List<String> tasks(Track.Row row) {
    return row.cells().stream()
        .filter(cell -> cell.figures().uar().isKnown())
        .map(Track.Cell::task)
        .sorted()
        .toList();
  }
}
