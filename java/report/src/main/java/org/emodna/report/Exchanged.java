package org.emodna.report;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.emodna.runs.RunAddress;

/**
 * Finds predictions that are not those of their run: runs that recognised the same recordings, by
 * the hash in run.json, must list the same recordings with the same labels.
 */
final class Exchanged {
  private Exchanged() {}

  /**
   * The runs whose recordings or labels differ from those of most runs with the same hash. Where
   * there is no majority, all of them.
   */
  static Set<RunAddress> in(Collection<CellFacts> cells) {
    Map<String, Map<RunAddress, Utterances>> byHash = new LinkedHashMap<>();
    for (CellFacts cell : cells) {
      for (RunFacts run : cell.runs()) {
        if (!run.hits().sha256().isEmpty()) {
          byHash
              .computeIfAbsent(run.hits().sha256(), hash -> new LinkedHashMap<>())
              .put(run.address(), run.hits().utterances());
        }
      }
    }
    Set<RunAddress> others = new HashSet<>();
    for (Map<RunAddress, Utterances> runs : byHash.values()) {
      Map<Utterances, Integer> counts = new HashMap<>();
      runs.values().forEach(utterances -> counts.merge(utterances, 1, Integer::sum));
      runs.forEach(
          (run, utterances) -> {
            if (2 * counts.get(utterances) <= runs.size()) {
              others.add(run);
            }
          });
    }
    return others;
  }
}
