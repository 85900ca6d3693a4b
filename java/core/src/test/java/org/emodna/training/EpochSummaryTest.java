package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.emodna.objective.LoggedValue;
import org.junit.jupiter.api.Test;

class EpochSummaryTest {
  private static final List<LoggedValue> VALUES =
      List.of(
          LoggedValue.loss("emotion"),
          LoggedValue.mean("threshold.anger", "tau"),
          LoggedValue.mean("threshold.fear", "tau"),
          LoggedValue.share("selected"),
          LoggedValue.loss("decoupling"),
          LoggedValue.hidden("skipped"));

  private static EpochReport report(double emotion) {
    return new EpochReport(
        2,
        5,
        20,
        Map.of(
            "emotion", emotion,
            "threshold.anger", 0.7,
            "threshold.fear", 0.9,
            "selected", 0.25,
            "decoupling", 2.5,
            "skipped", 3.0));
  }

  @Test
  void lossesStandFirstThenMeansThenSharesAndHiddenValuesNowhere() {
    assertEquals(
        "epoch 2/5 emotion 1.235 decoupling 2.500 tau 0.80 selected 25 %",
        new EpochSummary(VALUES).of(List.of(report(1.2346))));
  }

  @Test
  void valuesOfSeveralReplicasAreMeanAndDeviation() {
    assertEquals(
        "epoch 2/5 emotion 1.500 ± 0.707 decoupling 2.500 ± 0.000 tau 0.80 ± 0.00 selected 25 ± 0 %",
        new EpochSummary(VALUES).of(List.of(report(1), report(2))));
  }
}
