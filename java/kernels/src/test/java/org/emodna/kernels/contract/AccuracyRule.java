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
 * draw of inputs may be lucky for either kernel, and where a result is the small difference of
 * large sums one draw outweighs all others; so a share of the draws may break the rule, never more
 * than half. Two ulps of the largest magnitude are allowed in any case: with few terms the naive
 * kernel's exponentials, which are rounded correctly, leave it next to no error.
 */
final class AccuracyRule {
  static final double FACTOR = 2;
  static final double FLOOR = 0x1p-22;

  private record Errors(double kernel, double naive) {
    boolean allowed() {
      return kernel <= Math.max(FACTOR * naive, FLOOR); // false for NaN
    }
  }

  private final double share;
  private final Map<String, List<Errors>> draws = new LinkedHashMap<>();

  /** The median draw must keep the rule. */
  AccuracyRule() {
    this(0.5);
  }

  /** With many draws a smaller share of them may break it. */
  AccuracyRule(double share) {
    this.share = share;
  }

  /** One more draw of what goes by this name: a tensor of a shape and kind of input, or of all. */
  void draw(String name, double[] truth, double[] naive, float... actual) {
    Assertions.assertEquals(truth.length, actual.length, name);
    double[] wide = new double[actual.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = actual[i];
    }
    draws
        .computeIfAbsent(name, n -> new ArrayList<>())
        .add(new Errors(error(truth, wide), error(truth, naive)));
  }

  private static double error(double[] truth, double[] values) {
    double worst = 0;
    for (int i = 0; i < truth.length; i++) {
      worst = Math.max(worst, Math.abs(values[i] - truth[i]));
    }
    return worst / Math.max(Float.MIN_NORMAL, Comparison.largest(truth));
  }

  /** Fails with every name whose error is larger than the rule allows. */
  void check() {
    List<String> missed = new ArrayList<>();
    draws.forEach(
        (name, errors) -> {
          List<Errors> large = errors.stream().filter(e -> !e.allowed()).toList();
          if (large.size() > share * errors.size()) {
            String line =
                "%s: too large in %d of %d draws, as %.3g where the naive kernel has %.3g";
            Errors first = large.get(0);
            missed.add(
                line.formatted(name, large.size(), errors.size(), first.kernel, first.naive));
          }
        });
    if (!missed.isEmpty()) {
      missed.add("-Demodna.seed=" + KernelContract.SEED);
      Assertions.fail(String.join("\n", missed));
    }
  }
}
