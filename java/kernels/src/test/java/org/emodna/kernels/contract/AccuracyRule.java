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
 * Two ulps of the largest magnitude are allowed beyond that: with few terms the naive kernel's
 * exponentials, which are rounded correctly, leave it next to no error.
 */
final class AccuracyRule {
  static final double FACTOR = 2;
  static final double FLOOR = 0x1p-22;

  /** Squared errors of the device and of the naive kernel, and the number of draws. */
  private final Map<String, double[]> squares = new LinkedHashMap<>();

  /** Draws of a scalar with an error above what is allowed, and all. */
  private final Map<String, int[]> counts = new LinkedHashMap<>();

  /**
   * One more draw of a scalar. Its error is a matter of chance even where the kernels are equally
   * good, and where it is the small difference of large sums one draw outweighs all others: so it
   * is the median draw that must keep the rule. Draws of all shapes and kinds of input count
   * together.
   */
  void scalar(String name, double truth, double naive, float actual) {
    double allowed = FACTOR * Math.abs(naive - truth) + FLOOR * Math.abs(truth);
    int[] count = counts.computeIfAbsent(name, n -> new int[2]);
    count[0] += Math.abs(actual - truth) <= allowed ? 0 : 1;
    count[1]++;
  }

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
          if (!(error <= FACTOR * naive + FLOOR)) {
            String line = "%s: error %.3g, that of the naive kernel %.3g, %.2f times";
            missed.add(line.formatted(tensor, error, naive, error / naive));
          }
        });
    counts.forEach(
        (scalar, count) -> {
          if (2 * count[0] > count[1]) {
            String line = "%s: the error is too large in %d draws of %d";
            missed.add(line.formatted(scalar, count[0], count[1]));
          }
        });
    if (!missed.isEmpty()) {
      missed.add("-Demodna.seed=" + KernelContract.SEED);
      Assertions.fail(String.join("\n", missed));
    }
  }
}
