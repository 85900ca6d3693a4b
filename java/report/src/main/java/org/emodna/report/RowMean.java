package org.emodna.report;

import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** The mean of a row over its tasks, as docs/reports.md has it. */
final class RowMean {
  private static final List<Function<Figures, Figure>> ALL =
      List.of(Figures::uar, Figures::war, Figures::macroF1);

  private RowMean() {}

  /** For each seed that every task has, the mean over the tasks; then mean and sd over seeds. */
  static Track.Mean of(List<Track.Cell> cells) {
    List<Figures> known = known(cells);
    TreeSet<Long> common = new TreeSet<>();
    TreeSet<Long> some = new TreeSet<>();
    known.forEach(figures -> some.addAll(figures.uar().values().keySet()));
    common.addAll(some);
    known.forEach(figures -> common.retainAll(figures.uar().values().keySet()));
    List<Figure> means = ALL.stream().map(which -> bySeed(known, which, common)).toList();
    some.removeAll(common);
    return new Track.Mean(
        new Figures(means.get(0), means.get(1), means.get(2)), lacking(cells), List.copyOf(some));
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
    return new Track.Mean(
        new Figures(means.get(0), means.get(1), means.get(2)), lacking(cells), List.of());
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

  private static Figure bySeed(
      List<Figures> tasks, Function<Figures, Figure> which, Set<Long> seeds) {
    TreeMap<Long, Double> means = new TreeMap<>();
    for (long seed : seeds) {
      double sum = 0;
      for (Figures task : tasks) {
        sum += which.apply(task).values().get(seed);
      }
      means.put(seed, sum / tasks.size());
    }
    return Figure.of(means);
  }
}
