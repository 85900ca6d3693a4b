package org.emodna.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.emodna.report.ValidatorQuality.Correlation;
import org.emodna.report.statistics.Spearman;

/** How well validators agree with the true UAR, which is that of the stored predictions. */
final class ValidatorCorrelations {
  private ValidatorCorrelations() {}

  /** A run once, whichever cells show it. */
  private record Seen(String task, RunFacts run) {}

  /** One for each validator that any run has, by name. */
  static List<ValidatorQuality> of(Collection<CellFacts> cells) {
    List<Seen> runs = new ArrayList<>();
    Set<Object> addresses = new HashSet<>();
    TreeSet<String> names = new TreeSet<>();
    for (CellFacts cell : cells) {
      // The tracks of a task are tasks of their own: they differ in what normalisation may use.
      String task = cell.place().track() + "\n" + cell.place().task();
      for (RunFacts run : cell.runs()) {
        if (addresses.add(run.address())) {
          runs.add(new Seen(task, run));
          names.addAll(run.validators().selected().keySet());
          names.addAll(run.validators().correlations().keySet());
        }
      }
    }
    return names.stream()
        .map(
            name ->
                new ValidatorQuality(
                    name, overRuns(name, runs), withinTasks(name, runs), withinRuns(name, runs)))
        .toList();
  }

  private static Correlation overRuns(String name, List<Seen> runs) {
    List<RunFacts> with =
        runs.stream()
            .map(Seen::run)
            .filter(
                run -> Double.isFinite(run.validators().selected().getOrDefault(name, Double.NaN)))
            .toList();
    double[] validator =
        with.stream().mapToDouble(run -> run.validators().selected().get(name)).toArray();
    double[] uar = with.stream().mapToDouble(run -> run.score().uar()).toArray();
    return new Correlation(Spearman.of(validator, uar), with.size());
  }

  private static Correlation withinTasks(String name, List<Seen> runs) {
    Map<String, List<Seen>> tasks = new LinkedHashMap<>();
    runs.forEach(run -> tasks.computeIfAbsent(run.task, t -> new ArrayList<>()).add(run));
    return mean(tasks.values().stream().map(of -> overRuns(name, of).spearman()).toList());
  }

  private static Correlation withinRuns(String name, List<Seen> runs) {
    return mean(
        runs.stream()
            .map(run -> run.run.validators().correlations().getOrDefault(name, Double.NaN))
            .toList());
  }

  private static Correlation mean(List<Double> correlations) {
    List<Double> known = correlations.stream().filter(c -> !Double.isNaN(c)).toList();
    double sum = 0;
    for (double correlation : known) {
      sum += correlation;
    }
    return new Correlation(known.isEmpty() ? Double.NaN : sum / known.size(), known.size());
  }
}
