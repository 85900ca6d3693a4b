package org.emodna.kernels.contract;

import java.util.Arrays;
import org.emodna.kernels.Alignment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link AccuracyRule} for the alignment distances. */
class AlignmentAccuracyTest extends KernelContract {
  private static final int CLASSES = 3;

  @ParameterizedTest
  @EnumSource
  void atMostTwiceTheNaiveError(Alignment.Kind kind) {
    AccuracyRule rule = new AccuracyRule();
    for (int[] shape : new int[][] {{1, 2, 5}, {31, 29, 7}, {61, 64, 39}, {37, 300, 13}, {40, 31, 67}}) {
      for (HardInputs inputs : HardInputs.values()) {
        String what = inputs + " " + Arrays.toString(shape) + " ";
        for (int draw = 0; draw < 4; draw++) {
          AlignmentReference truth = random(kind, inputs, shape);
          AlignmentReference naive = truth.naive();
          AlignmentCall call = new AlignmentCall(stream, truth, 1);
          double[] value = {truth.value()};
          rule.draw(what + "loss", value, new double[] {naive.value()}, call.loss);
          double[][] gradient = truth.gradient();
          double[][] naiveGradient = naive.gradient();
          rule.draw(what + "dxs", gradient[0], naiveGradient[0], call.dxs);
          rule.draw(what + "dxt", gradient[1], naiveGradient[1], call.dxt);
        }
      }
    }
    rule.check();
  }

  private AlignmentReference random(Alignment.Kind kind, HardInputs inputs, int[] shape) {
    int source = shape[0];
    int target = shape[1];
    int dim = shape[2];
    double[][] x = {inputs.rows(random, source, dim), inputs.rows(random, target, dim)};
    int[][] labels = {labels(source, -1, CLASSES - 1), labels(target, -1, CLASSES - 1)};
    double[][] weights = {normal(source * CLASSES, 1), normal(target * CLASSES, 1)};
    for (double[] side : weights) {
      Arrays.setAll(side, i -> Math.abs(side[i]));
    }
    return new AlignmentReference(kind, dim, CLASSES, x, labels, weights);
  }
}
