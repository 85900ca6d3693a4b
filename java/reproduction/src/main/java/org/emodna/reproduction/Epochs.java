package org.emodna.reproduction;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.emodna.evaluation.EvaluationException;
import org.emodna.evaluation.Predictions;
import org.emodna.evaluation.ScoredPredictions;
import org.emodna.evaluation.Validators;
import org.emodna.runs.EpochTable;
import org.emodna.training.EpochReport;
import org.emodna.training.RunOutcome;
import org.emodna.training.WatchedEpoch;

/**
 * A run's values by epoch: what training logged, what validators say of the watched epochs, and
 * what the scorer finds there. The scorer comes last, when all is trained.
 */
final class Epochs {
  /** Of a class's confidence threshold, in what training logs. */
  private static final String THRESHOLD = "threshold.";

  private Epochs() {}

  static EpochTable of(List<EpochReport> history) {
    return table(history).build();
  }

  static EpochTable of(RunOutcome outcome, AddressedRun run) {
    List<EpochReport> history = outcome.summary().history();
    EpochTable.Builder table = table(history);
    for (WatchedEpoch watched : outcome.watched()) {
      int epoch = watched.epoch();
      if (!table.has(epoch)) {
        continue;
      }
      Map<String, Double> logged =
          history.stream()
              .filter(report -> report.epoch() == epoch)
              .findFirst()
              .map(EpochReport::values)
              .orElse(Map.of());
      validators(watched.recognised())
          .forEach((name, value) -> table.put(epoch, EpochTable.VALIDATOR + name, value));
      watched
          .validation()
          .flatMap(
              predictions -> run.validation().flatMap(scorer -> uar(scorer.scored(predictions))))
          .ifPresent(uar -> table.put(epoch, EpochTable.VALIDATOR + "source-validation", uar));
      scored(run.scorer().scored(watched.recognised()), logged)
          .forEach((name, value) -> table.put(epoch, EpochTable.SCORED + name, value));
    }
    return table.build();
  }

  /** UAR of the watched epochs, for a listener; the table has it, too. */
  static Map<Integer, Double> uars(RunOutcome outcome, AddressedRun run) {
    Map<Integer, Double> uars = new LinkedHashMap<>();
    for (WatchedEpoch watched : outcome.watched()) {
      uar(run.scorer().scored(watched.recognised()))
          .ifPresent(uar -> uars.put(watched.epoch(), uar));
    }
    return uars;
  }

  private static EpochTable.Builder table(List<EpochReport> history) {
    EpochTable.Builder table = EpochTable.builder();
    history.forEach(report -> table.add(report.epoch(), report.steps(), report.values()));
    return table;
  }

  /** Figures that need no label, over the recordings that could be used. */
  private static Map<String, Double> validators(Predictions predictions) {
    float[][] rows = predictions.usable();
    Map<String, Double> values = new LinkedHashMap<>();
    if (rows.length > 0) {
      Validators.all().forEach((name, figure) -> values.put(name, figure.applyAsDouble(rows)));
    }
    return values;
  }

  private static Optional<Double> uar(ScoredPredictions scored) {
    try {
      return Optional.of(scored.score().uar());
    } catch (EvaluationException e) {
      // None of the few recordings could be used.
      return Optional.empty();
    }
  }

  private static Map<String, Double> scored(ScoredPredictions scored, Map<String, Double> logged) {
    Map<String, Double> values = new LinkedHashMap<>();
    uar(scored).ifPresent(uar -> values.put("uar", uar));
    double[] thresholds =
        scored.labels().stream()
            .mapToDouble(label -> logged.getOrDefault(THRESHOLD + label, Double.NaN))
            .toArray();
    int[] truth = scored.truth();
    int[] classes = scored.predictions().classes();
    int usable = 0;
    int selected = 0;
    int known = 0;
    int right = 0;
    for (int i = 0; i < classes.length; i++) {
      if (classes[i] == Predictions.NONE) {
        continue;
      }
      usable++;
      float confidence = scored.predictions().probabilities(i).orElseThrow()[classes[i]];
      // A method without thresholds selects nothing, and neither does NaN.
      if (confidence >= thresholds[classes[i]]) {
        selected++;
        known += truth[i] == Predictions.NONE ? 0 : 1;
        right += truth[i] == classes[i] ? 1 : 0;
      }
    }
    if (usable > 0 && !Double.isNaN(thresholds[0])) {
      values.put("selected", (double) selected / usable);
      if (known > 0) {
        values.put("pseudo-labels", (double) right / known);
      }
    }
    return values;
  }
}
