package org.emodna.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.emodna.runs.Plan;

/**
 * Extra rows for comparison with published best cases: for each task, the seed with the highest
 * UAR. The seeds are chosen by target labels, so the rows are no results, and their names say what
 * they are.
 */
final class BestOfSeeds {
  private BestOfSeeds() {}

  /** Of methods and of what trains on the source alone, where a task has more than one seed. */
  static List<Track.Row> of(List<Track.Row> rows, List<Plan.Column> columns) {
    List<Track.Row> best = new ArrayList<>();
    for (Track.Row row : rows) {
      int seeds = row.cells().stream().mapToInt(c -> c.figures().uar().n()).max().orElse(0);
      boolean wanted =
          row.kind().equals("method") || SourceOnly.names(columns).contains(row.name());
      if (wanted && seeds > 1) {
        best.add(of(row, seeds));
      }
    }
    return best;
  }

  private static Track.Row of(Track.Row row, int seeds) {
    List<Track.Cell> cells = row.cells().stream().map(BestOfSeeds::of).toList();
    return new Track.Row(
        row.name() + ", best of " + seeds + " seeds",
        TrackTable.BEST,
        "For each task, the seed with the highest UAR, which is chosen by target labels: shown only"
            + " for comparison with published best cases.",
        null,
        cells,
        RowMean.ofPublished(cells));
  }

  private static Track.Cell of(Track.Cell cell) {
    Map<Long, Double> uar = cell.figures().uar().values();
    Long best = null;
    for (Map.Entry<Long, Double> seed : uar.entrySet()) {
      if (best == null || seed.getValue() > uar.get(best)) {
        best = seed.getKey();
      }
    }
    if (best == null) {
      return new Track.Cell(cell.task(), Figures.NONE, Map.of());
    }
    long seed = best;
    Function<Figure, Figure> of =
        figure ->
            new Figure(
                figure.values().get(seed), Double.NaN, 1, Map.of(seed, figure.values().get(seed)));
    Figures figures = cell.figures();
    return new Track.Cell(
        cell.task(),
        new Figures(of.apply(figures.uar()), of.apply(figures.war()), of.apply(figures.macroF1())),
        Map.of(seed, cell.runs().get(seed)));
  }
}
