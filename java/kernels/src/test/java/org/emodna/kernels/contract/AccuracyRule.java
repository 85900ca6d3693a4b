package org.emodna.kernels.contract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;

/**
 * The rule on accuracy: a kernel's error against float64 is at most twice that of the naive kernel
 * in float32, the plain loops of the formula in their natural order.
 *
 * <p>The error of a tensor is that of its worst element, in units of its largest magnitude. One
 * draw of inputs may be lucky for either kernel, so the root mean squares over draws are compared.
 * Below one ulp of the largest magnitude nothing is asked: there the naive kernel may have no error
 * at all, as where it only copies.
 */
final class AccuracyRule {
  static final double FACTOR = 2;
  static final double FLOOR = 0x1p-23;

  /** Squared errors of the device and of the naive kernel, and the number of draws. */
  private final Map<String, double[]> squares = new LinkedHashMap<>();

  /** One more draw of a tensor. */
  void draw(String tensor, double[] truth, double[] naive, float[] actual) {
    Assertions.assertEquals(truth.length, actual.length, tensor);
    Assertions.assertEquals(truth.length, naive.length, tensor);
    double largest = Math.max(Float.MIN_NORMAL, Comparison.largest(truth));
    double worst = 0;
    double worstNaive = 0;
    for (int i = 0; i < truth.length; i++) {
      worst = Math.max(worst, Math.abs(actual[i] - truth[i]) / largest);
      worstNaive = Math.max(worstNaive, Math.abs(naive[i] - truth[i]) / largest);
    }
    double[] sums = squares.computeIfAbsent(tensor, t -> new double[3]);
    sums[0] += worst * worst;
    sums[1] += worstNaive * worstNaive;
    sums[2]++;
  }

  /** Fails where a tensor's error is larger than the rule allows. */
  void check() {
    List<String> missed = new ArrayList<>();
    squares.forEach(
        (tensor, sums) -> {
          double error = Math.sqrt(sums[0] / sums[2]);
          double naive = Math.sqrt(sums[1] / sums[2]);
          if (!(error <= Math.max(FACTOR * naive, FLOOR))) {
            String line = "%s: error %.3g, that of the naive kernel %.3g, %.2f times";
            missed.add(line.formatted(tensor, error, naive, error / naive));
          }
        });
    if (!missed.isEmpty()) {
      missed.add("-Demodna.seed=" + KernelContract.SEED);
      Assertions.fail(String.join("\n", missed));
    }
  }
}
