package org.emodna.kernels.contract;

import static org.emodna.kernels.contract.Comparison.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.emodna.kernels.Tensor;
import org.emodna.kernels.Threshold;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ThresholdContractTest extends KernelContract {
  private static final int SOURCE = 23;
  private static final int TARGET = 31;
  private static final int CLASSES = 4;
  private static final int SET = 57;
  private static final float MOMENTUM = 0.8f;
  private static final float RHO = 0.9f;
  private static final float FIXED = 0.6f;

  /** What the strategies remember, by their formulas. */
  private static final class Reference {
    final double[] mean = new double[CLASSES];
    final double[] tau = new double[CLASSES];
    final int[] known = new int[SET];
    double global = 1.0 / CLASSES;

    Reference() {
      Arrays.fill(mean, 1.0 / CLASSES);
      Arrays.fill(known, -1);
    }

    void adaptive(double[] source, int[] labels) {
      for (int c = 0; c < CLASSES; c++) {
        double sum = 0;
        int count = 0;
        for (int r = 0; r < SOURCE; r++) {
          if (labels[r] == c) {
            sum += source[r * CLASSES + c];
            count++;
          }
        }
        mean[c] = count > 0 ? MOMENTUM * mean[c] + (1 - MOMENTUM) * sum / count : mean[c];
        tau[c] = RHO * mean[c];
      }
    }

    void flexMatch() {
      double[] counts = new double[CLASSES];
      double unknown = 0;
      for (int c : known) {
        if (c < 0) {
          unknown++;
        } else {
          counts[c]++;
        }
      }
      for (int c = 0; c < CLASSES; c++) {
        double learned = counts[c] / Math.max(unknown, Comparison.largest(counts));
        tau[c] = FIXED * learned / (2 - learned);
      }
    }

    void freeMatch(double[] target) {
      double confidence = 0;
      double[] sums = new double[CLASSES];
      for (int r = 0; r < TARGET; r++) {
        confidence += target[r * CLASSES + best(target, r)];
        for (int c = 0; c < CLASSES; c++) {
          sums[c] += target[r * CLASSES + c];
        }
      }
      global = MOMENTUM * global + (1 - MOMENTUM) * confidence / TARGET;
      for (int c = 0; c < CLASSES; c++) {
        mean[c] = MOMENTUM * mean[c] + (1 - MOMENTUM) * sums[c] / TARGET;
      }
      for (int c = 0; c < CLASSES; c++) {
        tau[c] = global * mean[c] / Comparison.largest(mean);
      }
    }
  }

  private static int best(double[] probabilities, int row) {
    int best = 0;
    for (int c = 1; c < CLASSES; c++) {
      if (probabilities[row * CLASSES + c] > probabilities[row * CLASSES + best]) {
        best = c;
      }
    }
    return best;
  }

  private double[] probabilities(int rows) {
    double[] p = normal(rows * CLASSES, 3);
    for (int r = 0; r < rows; r++) {
      double sum = 0;
      for (int c = 0; c < CLASSES; c++) {
        p[r * CLASSES + c] = Math.exp(p[r * CLASSES + c]);
        sum += p[r * CLASSES + c];
      }
      for (int c = 0; c < CLASSES; c++) {
        p[r * CLASSES + c] = (float) (p[r * CLASSES + c] / sum);
      }
    }
    return p;
  }

  @ParameterizedTest
  @EnumSource
  void overManyBatches(Threshold.Strategy strategy) {
    Threshold.Shape shape =
        Threshold.Shape.of(strategy, 1, CLASSES)
            .withRows(SOURCE, TARGET)
            .withTargetSize(SET)
            .withMomentum(MOMENTUM)
            .withRho(RHO)
            .withFixed(FIXED);
    Threshold operation = new Threshold(stream, shape);
    float[] initial = operation.initialState();
    assertEquals(operation.stateSize(), initial.length);
    Tensor state = Tensor.of(stream, initial, initial.length);
    Tensor thresholds = zeros(CLASSES);
    Tensor pseudo = ints(new int[TARGET]);
    Tensor selected = ints(new int[TARGET]);
    Tensor share = zeros(1);
    Reference reference = new Reference();
    for (int batch = 0; batch < 12; batch++) {
      double[] source = probabilities(SOURCE);
      double[] target = probabilities(TARGET);
      Arrays.fill(target, 20, 24, 0.25); // a tie, which goes to the lowest index
      int[] labels = labels(SOURCE, -1, batch % 3 == 0 ? 2 : 3);
      int[] index = labels(TARGET, 0, SET - 1);
      operation.input(floats(source), floats(target), 0, ints(labels), 0).targetIndex(ints(index));
      operation.output(state, thresholds, pseudo, selected, share).run();
      switch (strategy) {
        case ADAPTIVE -> reference.adaptive(source, labels);
        case FIXED -> Arrays.fill(reference.tau, FIXED);
        case FLEXMATCH -> reference.flexMatch();
        case FREEMATCH -> reference.freeMatch(target);
        default -> throw new AssertionError(strategy);
      }
      assertClose("thresholds", reference.tau, host(thresholds));
      int[] chosen = selected.toInts(stream);
      int[] guesses = pseudo.toInts(stream);
      int count = 0;
      for (int r = 0; r < TARGET; r++) {
        int best = best(target, r);
        double confidence = target[r * CLASSES + best];
        assertEquals(best, guesses[r]);
        count += chosen[r] >= 0 ? 1 : 0;
        if (Math.abs(confidence - reference.tau[best]) > 1e-6) {
          assertEquals(confidence >= reference.tau[best] ? best : -1, chosen[r]);
        }
        if (confidence >= FIXED) {
          reference.known[index[r]] = best;
        }
      }
      assertClose("share", new double[] {(double) count / TARGET}, host(share));
    }
  }
}
