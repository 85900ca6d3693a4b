package org.emodna.report.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Expected values are those of numpy 2.4.6, scipy 1.17.1 and statsmodels. */
class StatisticsTest {
  @Test
  void holmIsThatOfStatsmodels() {
    double nan = Double.NaN;
    assertArrayEquals(
        new double[] {0.04, 0.09, nan, 0.09, 0.025, 0.5},
        Holm.corrected(new double[] {0.01, 0.04, nan, 0.03, 0.005, 0.5}),
        1e-15);
    assertArrayEquals(new double[] {1, 1}, Holm.corrected(new double[] {0.9, 0.6}));
  }

  @Test
  void effectSizeIsTheMeanOverTheSdOfTheDifferences() {
    double[] differences = {
      0.031, 0.012, -0.004, 0.027, 0.05, 0.018, -0.022, 0.009, 0.041, -0.013, 0.007, 0.036
    };
    assertEquals(0.7246910877724072, EffectSize.of(differences), 1e-14);
    assertTrue(Double.isNaN(EffectSize.of(new double[] {0.1})));
    assertTrue(Double.isNaN(EffectSize.of(new double[] {0.1, 0.1, 0.1})));
    assertTrue(Double.isNaN(EffectSize.of(new double[] {0.3, 0.1 + 0.2})));
  }

  @Test
  void spearmanIsThatOfScipyWithTies() {
    double[] x = {0.3, 0.1, 0.4, 0.1, 0.5, 0.9, 0.2};
    double[] y = {2, 7, 1, 8, 2, 8, 1};
    assertEquals(-0.08334762598987158, Spearman.of(x, y), 1e-14);
  }

  @Test
  void thereIsNoCorrelationOfThreePairsOrOfAConstant() {
    assertTrue(Double.isNaN(Spearman.of(new double[] {1, 2, 3}, new double[] {1, 2, 3})));
    assertTrue(Double.isNaN(Spearman.of(new double[] {1, 2, 3, 4}, new double[] {5, 5, 5, 5})));
  }

  @Test
  void calibrationErrorIsThatOfNumpysBins() {
    ConfidenceBins calibration = new ConfidenceBins();
    for (int i = 1; i < 300; i++) {
      double confidence = ((i * 7919) % 1000) / 1000.0;
      calibration.add(confidence, ((i * 104729) % 97) / 97.0 < confidence);
    }
    assertEquals(0.06303010033444817, calibration.error(), 1e-14);
    assertEquals(19, calibration.count(3));
    assertEquals(0.2336315789473684, calibration.confidence(3), 1e-14);
    assertEquals(0.3684210526315789, calibration.accuracy(3), 1e-14);
  }

  @Test
  void certainPredictionsLieInTheLastBinAndImpossibleOnesInTheFirst() {
    ConfidenceBins calibration = new ConfidenceBins();
    calibration.add(1, true);
    calibration.add(0, false);
    assertEquals(1, calibration.count(ConfidenceBins.BINS - 1));
    assertEquals(1, calibration.count(0));
    assertEquals(0, calibration.error());
    assertTrue(Double.isNaN(calibration.accuracy(7)));
    assertTrue(Double.isNaN(new ConfidenceBins().error()));
  }
}
