package org.emodna.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.emodna.evaluation.MeanSd;
import org.emodna.objective.LoggedValue;
import org.emodna.objective.LoggedValue.Shown;

/** An epoch in a line for people: what the terms say that people should see of their values. */
final class EpochSummary {
  /** The values behind each caption, in the line's order. */
  private final Map<Shown, Map<String, List<String>>> names = new LinkedHashMap<>();

  EpochSummary(List<LoggedValue> values) {
    for (Shown shown : Shown.values()) {
      Map<String, List<String>> captions = new LinkedHashMap<>();
      values.stream()
          .filter(value -> value.shown() == shown && shown != Shown.HIDDEN)
          .forEach(
              value ->
                  captions
                      .computeIfAbsent(value.caption(), caption -> new ArrayList<>())
                      .add(value.name()));
      names.put(shown, captions);
    }
  }

  /** The line for one epoch of several replicas: each value as mean ± sd over them. */
  String of(List<EpochReport> reports) {
    EpochReport first = reports.get(0);
    StringBuilder text = new StringBuilder("epoch " + first.epoch() + "/" + first.epochs());
    names.forEach(
        (shown, captions) ->
            captions.forEach(
                (caption, values) -> {
                  MeanSd number = MeanSd.of(reports, report -> number(shown, values, report));
                  text.append(' ').append(caption).append(' ');
                  text.append(number.format(shown.format())).append(shown.unit());
                }));
    return text.toString();
  }

  private static double number(Shown shown, List<String> names, EpochReport report) {
    double mean =
        names.stream()
            .map(name -> report.values().get(name))
            // A report of before, from a checkpoint, may lack what is logged today.
            .filter(Objects::nonNull)
            .mapToDouble(value -> value)
            .average()
            .orElse(Double.NaN);
    return shown == Shown.SHARE ? 100 * mean : mean;
  }
}
