package org.emodna.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.emodna.base.EmoDnaException;
import org.emodna.runs.Plan;
import org.emodna.runs.RunAddress;
import org.emodna.runs.RunStore;

/**
 * Chooses the runs of a row, which is a column in a track. The newest plan that names the row gives
 * it its settings. Runs of older plans are used only where their settings are the same, so that no
 * mean is over runs with different settings.
 */
final class RowRuns {
  /** Names of settings in a note; a row may differ in a hundred. */
  private static final int MOST_NAMES = 5;

  private final RunStore store;
  private final String track;
  private final String column;
  private final List<Plan> plans;
  private final Map<String, TreeMap<Long, List<RunAddress>>> cells = new LinkedHashMap<>();
  private final Map<RunAddress, Boolean> decided = new HashMap<>();
  private final Set<RunAddress> leftOut = new LinkedHashSet<>();
  private final Set<String> differences = new TreeSet<>();
  private final Set<String> otherPlans = new LinkedHashSet<>();
  private final Map<String, JsonNode> dataOf = new HashMap<>();
  private JsonNode settings;

  /**
   * @param newestFirst plans, of which at least one has a cell of the row
   */
  private RowRuns(RunStore store, String track, String column, List<Plan> newestFirst) {
    this.store = store;
    this.track = track;
    this.column = column;
    plans = newestFirst.stream().filter(plan -> !cells(plan).isEmpty()).toList();
  }

  /**
   * A row.
   *
   * @param cells by task and seed, addresses of the runs that may be used, the newest plan's first;
   *     no address where a run is missing
   * @param note on the runs that were left out
   */
  record Row(Map<String, TreeMap<Long, List<RunAddress>>> cells, Optional<String> note) {}

  static Row of(RunStore store, String track, String column, List<Plan> newestFirst) {
    RowRuns row = new RowRuns(store, track, column, newestFirst);
    for (Plan plan : row.plans) {
      row.cells(plan).forEach(cell -> row.add(plan, cell));
    }
    return new Row(row.cells, row.note());
  }

  private List<Plan.Cell> cells(Plan plan) {
    return plan.cells().stream()
        .filter(cell -> cell.track().equals(track) && cell.column().equals(column))
        .toList();
  }

  private void add(Plan plan, Plan.Cell cell) {
    boolean newest = plan == plans.get(0);
    cell.runs()
        .forEach(
            (seed, address) -> {
              if (isUsable(plan, cell.task(), address)) {
                List<RunAddress> all = seeds(cell).computeIfAbsent(seed, s -> new ArrayList<>());
                if (store.contains(address) && !all.contains(address)) {
                  all.add(address);
                }
              } else if (newest) {
                seeds(cell).computeIfAbsent(seed, s -> new ArrayList<>());
              }
            });
    if (newest) {
      seeds(cell);
    }
  }

  private Map<Long, List<RunAddress>> seeds(Plan.Cell cell) {
    return cells.computeIfAbsent(cell.task(), task -> new TreeMap<>());
  }

  /** Whether a run may stand in the row; one that is absent, whether the row waits for it. */
  private boolean isUsable(Plan plan, String task, RunAddress address) {
    if (plans.size() == 1 || !store.contains(address)) {
      return isLikeNewest(plan);
    }
    return decided.computeIfAbsent(address, a -> decide(plan, task, a));
  }

  private boolean decide(Plan plan, String task, RunAddress address) {
    Determined run;
    try {
      run = Determined.of(store.run(address).description());
    } catch (EmoDnaException e) {
      // It is read again with its cell, and listed as failed.
      return isLikeNewest(plan);
    }
    Set<String> other = new TreeSet<>();
    if (settings != null) {
      other.addAll(Determined.differences(settings, run.row()));
    } else if (!isLikeNewest(plan)) {
      other.addAll(Determined.differences(settings(plans.get(0)), settings(plan)));
    }
    JsonNode data = dataOf.get(task);
    if (data != null) {
      other.addAll(Determined.differences(data, run.data()));
    } else if (!hasDataOfNewest(plan, task)) {
      other.add("corpora of " + task);
    }
    if (other.isEmpty()) {
      settings = run.row();
      dataOf.put(task, run.data());
      return true;
    }
    leftOut.add(address);
    differences.addAll(other);
    otherPlans.add("%s (plans/%s.json)".formatted(plan.made(), plan.id()));
    return false;
  }

  /** What decides while no run of the newest plan is there to compare with. */
  private boolean isLikeNewest(Plan plan) {
    return plan == plans.get(0) || settings(plan).equals(settings(plans.get(0)));
  }

  private JsonNode settings(Plan plan) {
    return plan.columns().stream()
        .filter(one -> one.name().equals(column))
        .map(Plan.Column::settings)
        .filter(Objects::nonNull)
        .findFirst()
        .orElseGet(MissingNode::getInstance);
  }

  /** Likewise of a task's corpora and classes: those of the newest plan of the row that has it. */
  private boolean hasDataOfNewest(Plan plan, String task) {
    Plan newest =
        plans.stream()
            .filter(one -> cells(one).stream().anyMatch(cell -> cell.task().equals(task)))
            .filter(this::isLikeNewest)
            .findFirst()
            .orElse(plan);
    return newest == plan || data(newest, task).equals(data(plan, task));
  }

  private static List<String> data(Plan plan, String task) {
    List<String> data = new ArrayList<>();
    for (Plan.Task one : plan.tasks()) {
      if (one.name().equals(task)) {
        data.addAll(one.labels());
        for (Plan.Corpus corpus : plan.corpora()) {
          if (corpus.name().equals(one.source()) || corpus.name().equals(one.target())) {
            data.add(corpus.name() + " " + corpus.sha256());
          }
        }
      }
    }
    return data;
  }

  private Optional<String> note() {
    if (leftOut.isEmpty()) {
      return Optional.empty();
    }
    String names =
        String.join(", ", differences.stream().limit(MOST_NAMES).toList())
            + (differences.size() > MOST_NAMES ? ", …" : "");
    return Optional.of(
        ("%s, track %s: the store has %s with other settings, which %s left out. Different: %s."
                + " Plan: %s. To see %s, repeat the reproduce command of that plan (nothing is"
                + " trained twice), or give the column another name in either plan.")
            .formatted(
                column,
                track,
                leftOut.size() == 1 ? "1 run" : leftOut.size() + " runs",
                leftOut.size() == 1 ? "is" : "are",
                names,
                String.join(", ", otherPlans),
                leftOut.size() == 1 ? "it" : "them"));
  }
}
