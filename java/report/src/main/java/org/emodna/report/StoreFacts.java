package org.emodna.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Progress;
import org.emodna.runs.Plan;
import org.emodna.runs.RunAddress;
import org.emodna.runs.RunStore;

/**
 * What a report keeps of a store.
 *
 * @param plans as one
 * @param cells in the order of the plans
 * @param notes on plans that can't be read, and on runs of older plans
 */
record StoreFacts(PlanUnion plans, Map<Detail.Place, CellFacts> cells, List<String> notes) {
  /**
   * Reads a store, cells in parallel on all processors.
   *
   * @throws EmoDnaException if no plan can be read
   */
  static StoreFacts read(RunStore store, Progress progress) {
    List<String> notes = new ArrayList<>();
    PlanUnion plans = new PlanUnion(plans(store, notes));
    Map<Detail.Place, Map<Long, List<RunAddress>>> wanted = plans.cells();
    CellReader reader = new CellReader(store, new Utterances.Pool());
    progress.stage("Reading runs", wanted.size());
    AtomicInteger done = new AtomicInteger();
    List<CellFacts> all =
        List.copyOf(wanted.entrySet()).parallelStream()
            .map(
                cell -> {
                  CellFacts facts =
                      reader.read(
                          cell.getKey(), cell.getValue(), plans.labels(cell.getKey().task()));
                  synchronized (done) {
                    progress.advance(done.incrementAndGet(), cell.getKey().row());
                  }
                  return facts;
                })
            .toList();
    Map<Detail.Place, CellFacts> cells = new LinkedHashMap<>();
    all.forEach(cell -> cells.put(cell.place(), cell));
    notes.addAll(changedSettings(wanted, reader));
    return new StoreFacts(plans, cells, notes);
  }

  private static List<Plan> plans(RunStore store, List<String> notes) {
    List<Plan> plans = new ArrayList<>();
    EmoDnaException last = null;
    for (Path file : store.planFiles()) {
      try {
        plans.add(RunStore.readPlan(file));
      } catch (EmoDnaException e) {
        last = e;
        notes.add("A plan was left out. " + PortablePath.message(store.folder(), e));
      }
    }
    if (plans.isEmpty()) {
      if (last != null) {
        throw last;
      }
      return store.plans();
    }
    plans.sort(NEWEST_FIRST);
    return plans;
  }

  private static final Comparator<Plan> NEWEST_FIRST =
      Comparator.comparing(Plan::made).reversed().thenComparing(Plan::id);

  /** One note a row, however many runs it concerns. */
  private static List<String> changedSettings(
      Map<Detail.Place, Map<Long, List<RunAddress>>> wanted, CellReader reader) {
    Map<String, int[]> rows = new LinkedHashMap<>();
    wanted.forEach(
        (place, seeds) ->
            seeds.values().stream()
                .filter(addresses -> addresses.size() > 1)
                .forEach(
                    addresses -> {
                      int[] counts = rows.computeIfAbsent(place.row(), r -> new int[2]);
                      reader
                          .first(addresses)
                          .ifPresent(a -> counts[a.equals(addresses.get(0)) ? 0 : 1]++);
                    }));
    List<String> notes = new ArrayList<>();
    rows.forEach(
        (row, counts) -> {
          if (counts[0] > 0) {
            notes.add(
                "%s: plans differ in what they run; the newest counts (%s)."
                    .formatted(row, runs(counts[0])));
          }
          if (counts[1] > 0) {
            notes.add(
                "%s: what the newest plan asks for is not there yet; an older plan's stands in its"
                        .formatted(row)
                    + " place (%s).".formatted(runs(counts[1])));
          }
        });
    return notes;
  }

  private static String runs(int n) {
    return n == 1 ? "1 run" : n + " runs";
  }
}
