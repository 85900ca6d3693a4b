package org.emodna.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.emodna.base.Problem;
import org.emodna.runs.Plan;

/**
 * The plans of a store as one: all of their cells and published rows. Where two plans contradict
 * each other, the newest counts; which runs fill the cells is for {@link RowRuns} to say. Rows and
 * tasks keep the order of the oldest plan that has them, so that a later plan of a few columns does
 * not reorder the table.
 */
final class PlanUnion {
  private static final List<String> KINDS = List.of("baseline", "method", "ablation", "own");

  private final List<Plan> newestFirst;
  private final Map<String, Plan.Column> columns = new LinkedHashMap<>();
  private final Map<String, Plan.Task> tasks = new LinkedHashMap<>();
  private final Map<String, Plan.Corpus> corpora = new LinkedHashMap<>();
  private final Map<String, Plan.Published> published = new LinkedHashMap<>();
  private final Set<Detail.Place> cells = new LinkedHashSet<>();
  private final Map<Detail.Place, Plan.LeftOut> leftOut = new LinkedHashMap<>();
  private final Map<String, Plan.Missing> missing = new LinkedHashMap<>();

  /** Joins plans, of which there is at least one. */
  PlanUnion(List<Plan> newestFirst) {
    this.newestFirst = List.copyOf(newestFirst);
    List<Plan> oldestFirst = new ArrayList<>(newestFirst);
    Collections.reverse(oldestFirst);
    for (Plan plan : oldestFirst) {
      plan.columns().forEach(column -> columns.put(named(column.name(), "column"), column));
      plan.tasks().forEach(task -> tasks.put(named(task.name(), "task"), task));
      plan.corpora().forEach(corpus -> corpora.put(named(corpus.name(), "corpus"), corpus));
      plan.published().forEach(row -> published.put(named(row.name(), "published row"), row));
      plan.missing().forEach(one -> missing.put(named(one.name(), "missing corpus"), one));
      plan.leftOut().forEach(one -> leftOut.put(place(one), one));
      plan.cells().forEach(this::add);
    }
    leftOut.keySet().removeIf(this::isRun);
    missing.keySet().removeAll(corpora.keySet());
  }

  private void add(Plan.Cell cell) {
    cells.add(place(cell.track(), cell.column(), cell.task()));
    if (cell.runs().containsValue(null)) {
      throw new ReportException(
          Problem.of("plans", "a cell of '" + cell.column() + "' lacks an address"));
    }
  }

  /** Forgets cells that no run fills or is to fill. */
  void retain(Set<Detail.Place> places) {
    cells.retainAll(places);
  }

  /** A name that is empty stands for all: a task may be left out in every track and row. */
  private static Detail.Place place(Plan.LeftOut one) {
    return new Detail.Place(
        Objects.requireNonNullElse(one.track(), ""),
        Objects.requireNonNullElse(one.column(), ""),
        Objects.requireNonNullElse(one.task(), ""));
  }

  /** Whether a plan runs a task that another leaves out. */
  private boolean isRun(Detail.Place one) {
    return !one.task().isEmpty()
        && cells.stream()
            .anyMatch(
                cell ->
                    cell.task().equals(one.task())
                        && (one.track().isEmpty() || cell.track().equals(one.track()))
                        && (one.row().isEmpty() || cell.row().equals(one.row())));
  }

  private static Detail.Place place(String track, String column, String task) {
    return new Detail.Place(
        named(track, "cell's track"), named(column, "cell's column"), named(task, "cell's task"));
  }

  private static String named(String name, String what) {
    if (name == null || name.isBlank()) {
      throw new ReportException(Problem.of("plans", "a " + what + " has no name"));
    }
    return name;
  }

  Plan newest() {
    return newestFirst.get(0);
  }

  List<Plan> newestFirst() {
    return newestFirst;
  }

  /** In the order in which tables show them. */
  List<String> tracks() {
    return cells.stream().map(Detail.Place::track).distinct().toList();
  }

  /** Tasks of which a track has cells. */
  List<Plan.Task> tasks(String track) {
    List<String> used = used(track, Detail.Place::task);
    List<Plan.Task> all = new ArrayList<>();
    tasks.values().stream().filter(task -> used.contains(task.name())).forEach(all::add);
    used.stream()
        .filter(name -> !tasks.containsKey(name))
        .forEach(name -> all.add(new Plan.Task(name, "", "", null, List.of(), 0)));
    return all;
  }

  /** Columns of which a track has cells: baselines, methods, ablations, then the user's own. */
  List<Plan.Column> columns(String track) {
    List<String> used = used(track, Detail.Place::row);
    List<Plan.Column> all = new ArrayList<>();
    columns.values().stream().filter(column -> used.contains(column.name())).forEach(all::add);
    used.stream()
        .filter(name -> !columns.containsKey(name))
        .forEach(name -> all.add(new Plan.Column(name, "own", "", null)));
    all.sort(Comparator.comparingInt(column -> rank(column.kind())));
    return all;
  }

  private static int rank(String kind) {
    int rank = KINDS.indexOf(kind);
    return rank < 0 ? KINDS.size() : rank;
  }

  private List<String> used(String track, Function<Detail.Place, String> part) {
    return cells.stream()
        .filter(place -> place.track().equals(track))
        .map(part)
        .distinct()
        .toList();
  }

  /** All cells, in the order in which tables show them. */
  Set<Detail.Place> cells() {
    return Collections.unmodifiableSet(cells);
  }

  List<String> labels(String task) {
    return tasks.containsKey(task) ? tasks.get(task).labels() : List.of();
  }

  Collection<Plan.Corpus> corpora() {
    return Collections.unmodifiableCollection(corpora.values());
  }

  Collection<Plan.Published> published() {
    return Collections.unmodifiableCollection(published.values());
  }

  /** Combinations that no plan runs. */
  Map<Detail.Place, Plan.LeftOut> leftOut() {
    return Collections.unmodifiableMap(leftOut);
  }

  /** Corpora that no plan found. */
  Collection<Plan.Missing> missing() {
    return Collections.unmodifiableCollection(missing.values());
  }
}
