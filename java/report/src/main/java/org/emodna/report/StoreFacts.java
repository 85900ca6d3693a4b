package org.emodna.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * @param notes on plans that can't be read, and on runs that are left out of rows
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
    Map<Detail.Place, Map<Long, List<RunAddress>>> wanted = wanted(store, plans, notes);
    plans.retain(wanted.keySet());
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
    Set<RunAddress> exchanged = Exchanged.in(all);
    reader.refuse(exchanged);
    cells.replaceAll(
        (place, cell) ->
            cell.runs().stream().anyMatch(run -> exchanged.contains(run.address()))
                ? reader.read(place, wanted.get(place), plans.labels(place.task()))
                : cell);
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
        notes.add("A plan was left out. " + PortablePath.message(store.folder(), e.problem()));
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

  private record RowName(String track, String column) {}

  /** The runs that fill the cells, in the order of the plans; notes what was left out of rows. */
  private static Map<Detail.Place, Map<Long, List<RunAddress>>> wanted(
      RunStore store, PlanUnion plans, List<String> notes) {
    List<RowName> names =
        plans.cells().stream().map(p -> new RowName(p.track(), p.row())).distinct().toList();
    Map<RowName, RowRuns.Row> rows = new LinkedHashMap<>();
    List<RowRuns.Row> read =
        names.parallelStream()
            .map(name -> RowRuns.of(store, name.track, name.column, plans.newestFirst()))
            .toList();
    for (int i = 0; i < names.size(); i++) {
      rows.put(names.get(i), read.get(i));
      read.get(i).note().ifPresent(notes::add);
    }
    Map<Detail.Place, Map<Long, List<RunAddress>>> wanted = new LinkedHashMap<>();
    for (Detail.Place place : plans.cells()) {
      Map<Long, List<RunAddress>> seeds =
          rows.get(new RowName(place.track(), place.row())).cells().get(place.task());
      if (seeds != null) {
        wanted.put(place, seeds);
      }
    }
    return wanted;
  }
}
