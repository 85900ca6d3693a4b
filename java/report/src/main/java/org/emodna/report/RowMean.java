package org.emodna.report;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** The mean of a row over its tasks, as docs/reports.md has it. */
final class RowMean {
  private static final List<Function<Figures, Figure>> ALL =
      List.of(Figures::uar, Figures::war, Figures::macroF1);

  private RowMean() {}

  /** For each seed that every task has, the mean over the tasks; then mean and sd over seeds. */
  static Track.Mean of(List<Track.Cell> cells) {
    List<Figures> known = known(cells);
    List<Figure> means = ALL.stream().map(which -> bySeed(known, which)).toList();
    return new Track.Mean(new Figures(means.get(0), means.get(1), means.get(2)), lacking(cells));
  }

  /** Of figures without seeds. One that some of the tasks with a UAR lack has no mean. */
  static Track.Mean ofPublished(List<Track.Cell> cells) {
    List<Figures> known = known(cells);
    List<Figure> means =
        ALL.stream()
            .map(
                which ->
                    Figure.published(
                        known.stream()
                            .mapToDouble(figures -> which.apply(figures).mean())
                            .average()
                            .orElse(Double.NaN)))
            .toList();
    return new Track.Mean(new Figures(means.get(0), means.get(1), means.get(2)), lacking(cells));
  }

  private static List<Figures> known(List<Track.Cell> cells) {
    return cells.stream().map(Track.Cell::figures).filter(f -> f.uar().isKnown()).toList();
  }

  private static List<String> lacking(List<Track.Cell> cells) {
    return cells.stream()
        .filter(cell -> !cell.figures().uar().isKnown())
        .map(Track.Cell::task)
        .toList();
  }

  private static Figure bySeed(List<Figures> tasks, Function<Figures, Figure> which) {
    if (tasks.isEmpty()) {
      return Figure.NONE;
    }
    List<Map<Long, Double>> values = tasks.stream().map(f -> which.apply(f).values()).toList();
    Set<Long> seeds = new HashSet<>(values.get(0).keySet());
    values.forEach(of -> seeds.retainAll(of.keySet()));
    TreeMap<Long, Double> means = new TreeMap<>();
    for (long seed : seeds) {
      double sum = 0;
      for (Map<Long, Double> of : values) {
        sum += of.get(seed);
      }
      means.put(seed, sum / values.size());
    }
    return Figure.of(means);
  }
}
