package org.emodna.gpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.emodna.base.Problem;

/**
 * An operation of ours beside the same one by a reference.
 *
 * @param operation such as "encoder"
 * @param reference what it was compared with, such as "cuBLAS 13.1.0"
 * @param outcome of the comparison
 * @param differences of its results and gradients; empty if nothing was compared
 * @param problem why nothing was compared; null if it was
 */
public record KernelCheck(
    String operation,
    String reference,
    Outcome outcome,
    List<Difference> differences,
    Problem problem) {
  /** The largest error that is right, in units of a tensor's largest value. */
  public static final double BOUND = 1e-5;

  /** What came of a check. */
  public enum Outcome {
    /** All tensors agree within {@link #BOUND}. */
    PASSED,
    /** Some do not, or the operation itself failed. */
    FAILED,
    /** The reference was not to be had, which says nothing of our kernels. */
    NOT_POSSIBLE
  }

  /**
   * How far a tensor is off.
   *
   * @param tensor its name
   * @param error of the worst element, in units of the tensor's largest value; NaN if one is NaN
   */
  public record Difference(String tensor, double error) {
    /** Whether the error is within {@link #BOUND}; never where it is NaN. */
    public boolean allowed() {
      return error <= BOUND; // false for NaN
    }

    static Difference of(String tensor, float[] expected, float[] actual) {
      double largest = Float.MIN_NORMAL;
      double worst = 0;
      for (int i = 0; i < expected.length; i++) {
        largest = Math.max(largest, Math.abs(expected[i]));
        worst = Math.max(worst, Math.abs((double) expected[i] - actual[i]));
      }
      return new Difference(tensor, worst / largest);
    }
  }

  static KernelCheck compared(
      String operation,
      String reference,
      Map<String, float[]> expected,
      Map<String, float[]> actual) {
    List<Difference> differences = new ArrayList<>();
    expected.forEach(
        (tensor, values) -> differences.add(Difference.of(tensor, values, actual.get(tensor))));
    boolean passed = differences.stream().allMatch(Difference::allowed);
    Outcome outcome = passed ? Outcome.PASSED : Outcome.FAILED;
    return new KernelCheck(operation, reference, outcome, List.copyOf(differences), null);
  }

  static KernelCheck without(String operation, String reference, Outcome outcome, Problem problem) {
    return new KernelCheck(operation, reference, outcome, List.of(), problem);
  }

  /** "linear layer beside cuBLAS 13.1.0: off by 1.2e-07 (y), … of the largest value". */
  @Override
  public String toString() {
    String what = operation + " beside " + reference + ": ";
    if (problem != null) {
      return what
          + (outcome == Outcome.FAILED ? "it failed: " : "not possible: ")
          + problem.message();
    }
    return what
        + differences.stream()
            .map(d -> String.format(Locale.ROOT, "%.1e (%s)", d.error(), d.tensor()))
            .collect(Collectors.joining(", ", "off by ", " of the largest value"))
        + (outcome == Outcome.FAILED
            ? String.format(Locale.ROOT, "; no more than %.0e is right", BOUND)
            : "");
  }
}
