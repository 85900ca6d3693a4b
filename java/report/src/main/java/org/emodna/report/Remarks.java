package org.emodna.report;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** What the runs of a report could not use or warned of, each once, with the number of runs. */
final class Remarks {
  /** Of each kind: a report is no log. */
  private static final int MOST = 500;

  private Remarks() {}

  /** By path. */
  static List<About.Unusable> unusable(Collection<CellFacts> cells) {
    return counts(
            cells,
            run ->
                run.remarks().unusable().stream()
                    .map(one -> one.path() + "\n" + one.reason())
                    .toList())
        .entrySet()
        .stream()
        .limit(MOST)
        .map(
            one -> {
              String[] parts = one.getKey().split("\n", 2);
              return new About.Unusable(parts[0], parts[1], one.getValue());
            })
        .toList();
  }

  /** In alphabetical order. */
  static List<About.Warning> warnings(Collection<CellFacts> cells) {
    return counts(cells, run -> run.remarks().warnings()).entrySet().stream()
        .limit(MOST)
        .map(one -> new About.Warning(one.getKey(), one.getValue()))
        .toList();
  }

  /** A run counts once, whichever cells show it. */
  private static Map<String, Integer> counts(
      Collection<CellFacts> cells, Function<RunFacts, List<String>> of) {
    Map<String, Integer> counts = new TreeMap<>();
    Set<Object> seen = new HashSet<>();
    for (CellFacts cell : cells) {
      for (RunFacts run : cell.runs()) {
        if (seen.add(run.address())) {
          Set.copyOf(of.apply(run)).forEach(one -> counts.merge(one, 1, Integer::sum));
        }
      }
    }
    return counts;
  }
}
