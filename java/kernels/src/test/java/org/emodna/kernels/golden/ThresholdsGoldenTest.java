package org.emodna.kernels.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.emodna.kernels.Tensor;
import org.emodna.kernels.Threshold;
import org.emodna.kernels.contract.Comparison;
import org.junit.jupiter.api.Test;

/**
 * {@code thresholds.safetensors}: 14 batches through all four strategies, every mask bit for bit.
 */
class ThresholdsGoldenTest extends GoldenTest {
  private static final int BATCHES = 14;
  private static final int ROWS = 30;
  private static final int CLASSES = 5;
  private static final int TARGET_SIZE = 90;

  @Test
  void adaptive() {
    try (Golden golden = Golden.open("thresholds")) {
      float[] settings = golden.floats("m_rho");
      check(golden, Threshold.Strategy.ADAPTIVE, settings[0], settings[1], 0, "ada", "tau_ada");
    }
  }

  @Test
  void fixed() {
    try (Golden golden = Golden.open("thresholds")) {
      check(golden, Threshold.Strategy.FIXED, 0, 0, 0.95f, "fix", null);
    }
  }

  @Test
  void flexMatch() {
    try (Golden golden = Golden.open("thresholds")) {
      check(golden, Threshold.Strategy.FLEXMATCH, 0, 0, 0.95f, "flex", "flex_tau");
    }
  }

  @Test
  void freeMatch() {
    try (Golden golden = Golden.open("thresholds")) {
      check(golden, Threshold.Strategy.FREEMATCH, 0.99f, 0, 0, "free", "free_tau");
    }
  }

  private void check(
      Golden golden,
      Threshold.Strategy strategy,
      float momentum,
      float rho,
      float fixed,
      String mask,
      String tau) {
    Threshold.Shape shape =
        Threshold.Shape.of(strategy, 1, CLASSES)
            .withRows(ROWS, ROWS)
            .withTargetSize(TARGET_SIZE)
            .withMomentum(momentum)
            .withRho(rho)
            .withFixed(fixed);
    Threshold operation = new Threshold(stream, shape);
    float[] initial = operation.initialState();
    Tensor state = Tensor.of(stream, initial, initial.length);
    Tensor thresholds = zeros(CLASSES);
    Tensor pseudo = Tensor.of(stream, new int[ROWS], ROWS);
    Tensor selected = Tensor.of(stream, new int[ROWS], ROWS);
    Tensor share = zeros(1);
    Tensor source = golden.floats(stream, "ps");
    Tensor target = golden.floats(stream, "pt");
    Tensor labels = golden.ints(stream, "ys");
    Tensor index = golden.ints(stream, "idx");
    int[] best = golden.ints("lab");
    int[] chosen = golden.ints("m_" + mask);
    for (int batch = 0; batch < BATCHES; batch++) {
      int row = batch * ROWS;
      operation.input(
          source.view((long) row * CLASSES, ROWS * CLASSES),
          target.view((long) row * CLASSES, ROWS * CLASSES),
          0,
          labels.view(row, ROWS),
          0);
      operation.targetIndex(index.view(row, ROWS));
      operation.output(state, thresholds, pseudo, selected, share).run();
      int[] got = selected.toInts(stream);
      int[] guesses = pseudo.toInts(stream);
      for (int r = 0; r < ROWS; r++) {
        String place = strategy + " batch " + batch + " row " + r;
        assertEquals(best[row + r], guesses[r], place);
        assertEquals(chosen[row + r] != 0 ? best[row + r] : -1, got[r], place);
      }
      double count = Arrays.stream(got).filter(label -> label >= 0).count();
      Comparison.assertClose("share", new double[] {count / ROWS}, share.toFloats(stream));
      if (tau != null) {
        Comparison.assertClose(tau, part(golden, tau, batch), thresholds.toFloats(stream));
      }
      if (strategy == Threshold.Strategy.ADAPTIVE) {
        Comparison.assertClose("mu", part(golden, "mu", batch), state.toFloats(stream));
      }
    }
  }

  private static double[] part(Golden golden, String name, int batch) {
    return Arrays.copyOfRange(golden.doubles(name), batch * CLASSES, (batch + 1) * CLASSES);
  }
}
