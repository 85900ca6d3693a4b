package org.emodna.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Against values worked out by hand. */
class ValidatorsTest {
  private static final float[][] CERTAIN = {{1, 0}, {0, 1}, {1, 0}, {0, 1}};
  private static final float[][] COLLAPSED = {{1, 0}, {1, 0}, {1, 0}};
  private static final float[][] SILENT = {{0.5f, 0.5f}, {0.5f, 0.5f}};

  @Test
  void entropyIsThatOfTheRows() {
    assertEquals(0, Validators.entropy(CERTAIN), 1e-15);
    assertEquals(Math.log(2), Validators.entropy(SILENT), 1e-15);
    // 0.25 ln 4 + 0.75 ln(4/3) = 0.5623351446 and 0, of which the mean.
    assertEquals(
        0.5623351446 / 2, Validators.entropy(new float[][] {{0.25f, 0.75f}, {1, 0}}), 1e-9);
  }

  @Test
  void classBalanceIsThatOfTheMean() {
    assertEquals(1, Validators.classBalance(CERTAIN), 1e-15);
    assertEquals(1, Validators.classBalance(SILENT), 1e-15);
    assertEquals(0, Validators.classBalance(COLLAPSED), 1e-15);
    // The mean is (1/4, 3/4): 0.5623351446 nats of ln 2.
    assertEquals(0.8112781245, Validators.classBalance(new float[][] {{0.5f, 0.5f}, {0, 1}}), 1e-9);
  }

  @Test
  void nuclearNormIsOneWherePredictionsAreCertainAndOfAllClasses() {
    // Singular values sqrt(2), sqrt(2); sqrt(3); 1 (all rows alike, of length 1/sqrt(2)).
    assertEquals(1, Validators.nuclearNorm(CERTAIN), 1e-12);
    assertEquals(Math.sqrt(3) / Math.sqrt(6), Validators.nuclearNorm(COLLAPSED), 1e-12);
    assertEquals(0.5, Validators.nuclearNorm(SILENT), 1e-7);
    // [[1, 0], [0.5, 0.5]]: the squares of the singular values add up to 1.5 and multiply to
    // 0.25, so the square of their sum is 1.5 + 2 * 0.5.
    assertEquals(
        Math.sqrt(2.5) / 2, Validators.nuclearNorm(new float[][] {{1, 0}, {0.5f, 0.5f}}), 1e-12);
    assertEquals(1, Validators.nuclearNorm(new float[][] {{0, 1, 0}}), 1e-12);
  }

  @Test
  void eigenvaluesAreThoseOfTheMatrix() {
    double[] values = Eigenvalues.ofSymmetric(new double[][] {{2, 1, 0}, {1, 2, 1}, {0, 1, 2}});
    Arrays.sort(values);
    assertArrayEquals(new double[] {2 - Math.sqrt(2), 2, 2 + Math.sqrt(2)}, values, 1e-12);
    double[] zero = Eigenvalues.ofSymmetric(new double[2][2]);
    assertArrayEquals(new double[2], zero);
  }

  @Test
  void softNeighbourhoodDensityIsTheEntropyOverTheOthers() {
    // All alike: each of the two others has probability 1/2.
    assertEquals(Math.log(2), Validators.softNeighbourhoodDensity(COLLAPSED), 1e-12);
    // Each has one neighbour at similarity 1 and two at 0: weights 1, e^-20, e^-20.
    double z = 1 + 2 * Math.exp(-20);
    assertEquals(
        Math.log(z) + 40 * Math.exp(-20) / z, Validators.softNeighbourhoodDensity(CERTAIN), 1e-15);
    // (0.6, 0.8) and (0.8, 0.6) scaled from (3/7, 4/7) and (4/7, 3/7): 0.96 to each other. The
    // third, (1, 0), has 0.6 and 0.8 to them.
    float[][] three = {{3f / 7, 4f / 7}, {4f / 7, 3f / 7}, {1, 0}};
    double expected = (two(0.96, 0.6) + two(0.96, 0.8) + two(0.6, 0.8)) / 3;
    assertEquals(expected, Validators.softNeighbourhoodDensity(three), 1e-5);
    assertEquals(0, Validators.softNeighbourhoodDensity(new float[][] {{0.2f, 0.8f}}), 0);
  }

  /** Entropy of the softmax of two similarities at temperature 0.05. */
  private static double two(double a, double b) {
    double p = 1 / (1 + Math.exp((b - a) / 0.05));
    return -p * Math.log(p) - (1 - p) * Math.log(1 - p);
  }

  @Test
  void ofManyRecordingsEvenlySpreadOnesAreLookedAt() {
    SplittableRandom random = new SplittableRandom(3);
    float[][] some =
        IntStream.range(0, 2_000)
            .mapToObj(i -> (float) random.nextDouble())
            .map(p -> new float[] {p, 1 - p})
            .toArray(float[][]::new);
    float[][] twice = IntStream.range(0, 4_000).mapToObj(i -> some[i / 2]).toArray(float[][]::new);
    assertEquals(
        Validators.softNeighbourhoodDensity(some), Validators.softNeighbourhoodDensity(twice), 0);
  }

  @Test
  void whatCantBeJudgedIsRefusedAndNoNumberGivesNone() {
    assertEquals(
        List.of("entropy", "snd", "bnm", "class-balance"), List.copyOf(Validators.all().keySet()));
    float[][] lost = {{Float.NaN, Float.NaN}, {0, 1}, {1, 0}};
    Validators.all()
        .forEach(
            (name, validator) -> {
              assertTrue(Double.isNaN(validator.applyAsDouble(lost)), name);
              for (float[][] wrong :
                  List.of(new float[0][], new float[][] {{1}}, new float[][] {{0, 1}, {1}})) {
                assertThrows(EvaluationException.class, () -> validator.applyAsDouble(wrong), name);
              }
            });
  }
}
