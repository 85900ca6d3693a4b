package org.emodna.kernels.contract;

import static org.emodna.kernels.contract.Comparison.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.emodna.base.InvalidArgumentException;
import org.emodna.kernels.BatchNorm;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BatchNormContractTest extends KernelContract {
  private static final float EPSILON = 1e-5f;
  private static final float MOMENTUM = 0.9f;
  private static final float RATE = 0.3f;
  private static final int SITE = 71;
  private static final long[] SEEDS = {7, -3};
  private static final long STEP = (5L << 32) + 2;

  /** Two batches with two groups each; padding, strides and domains; all that may follow. */
  @ParameterizedTest
  @CsvSource({
    "3, 1, true, true, true, 1",
    "35, 39, true, true, true, 2",
    "35, 16, true, false, true, 1",
    "9, 5, true, true, false, 2",
    "9, 33, false, true, true, 2",
    "4, 130, false, false, false, 1"
  })
  void valuesAndGradients(
      int rows, int dim, boolean train, boolean relu, boolean drops, int domains) {
    int size = rows * dim;
    int stride = size + 3;
    int split = domains == 2 ? rows / 2 : rows;
    double[] x = normal(4 * stride, 2);
    double[] gamma = normal(4 * dim, 1);
    double[] beta = normal(4 * dim, 1);
    double[] dy = normal(4 * size, 1);
    double[] running = normal(4 * domains * 2 * dim, 1);
    for (int i = 0; i < running.length; i++) {
      running[i] = (float) (0.1 + Math.abs(running[i]));
    }
    int[] lengths = labels(2 * rows, 0, 2);
    Tensor y = zeros(4 * size);
    Tensor dx = zeros(4 * stride);
    Tensor dgamma = zeros(4 * dim);
    Tensor dbeta = zeros(4 * dim);
    Tensor statistics = floats(running);
    BatchNorm norm = new BatchNorm(stream, new BatchNorm.Shape(4, 2, rows, dim));
    norm.train(train).relu(relu).domains(domains, split).settings(EPSILON, MOMENTUM);
    if (drops) {
      norm.dropout(RATE, SITE, longs(SEEDS), longs(STEP));
    }
    norm.input(from(1, x), stride).lengths(ints(lengths), rows);
    norm.weights(floats(gamma), floats(beta)).statistics(statistics).output(y);
    norm.gradients(floats(dy), dx, dgamma, dbeta);
    norm.forward();
    norm.backward();
    for (int g = 0; g < 4; g++) {
      double[] ownGamma = Arrays.copyOfRange(gamma, g * dim, (g + 1) * dim);
      double[] ownBeta = Arrays.copyOfRange(beta, g * dim, (g + 1) * dim);
      double[] factors =
          new RowRandom(SEEDS[g / 2], STEP).factors(rows, dim, drops ? RATE : 0, g % 2, SITE);
      double[] sums = new double[2 * dim];
      for (int k = 0; k < domains; k++) {
        int begin = k == 0 ? 0 : split;
        int end = k == 0 ? split : rows;
        int at = (g * domains + k) * 2 * dim;
        BatchNormReference reference = new BatchNormReference(Arithmetic.FLOAT64, dim, EPSILON);
        reference.train = train;
        reference.relu = relu;
        reference.momentum = MOMENTUM;
        reference.running = Arrays.copyOfRange(running, at, at + 2 * dim);
        reference.lengths = Arrays.copyOfRange(lengths, g / 2 * rows + begin, g / 2 * rows + end);
        if (train) {
          reference.factors = Arrays.copyOfRange(factors, begin * dim, end * dim);
        }
        double[] own = Arrays.copyOfRange(x, g * stride + begin * dim, g * stride + end * dim);
        double[] slope = Arrays.copyOfRange(dy, g * size + begin * dim, g * size + end * dim);
        double[] values = reference.forward(own, ownGamma, ownBeta);
        int from = g * size + begin * dim;
        float[] actual = Arrays.copyOfRange(host(y), from, from + own.length);
        assertClose("y", values, actual);
        double[][] gradients =
            reference.backward(own, ownGamma, slope, relu ? positive(actual) : null);
        int fromX = g * stride + begin * dim;
        assertClose(
            "dx", gradients[0], Arrays.copyOfRange(host(dx), fromX, fromX + own.length), 2e-6);
        for (int i = 0; i < dim; i++) {
          sums[i] += gradients[1][i];
          sums[dim + i] += gradients[2][i];
        }
        if (train) {
          reference.update(own);
        }
        assertClose(
            "running", reference.running, Arrays.copyOfRange(host(statistics), at, at + 2 * dim));
      }
      assertClose(
          "dgamma",
          Arrays.copyOf(sums, dim),
          Arrays.copyOfRange(host(dgamma), g * dim, (g + 1) * dim),
          1e-6);
      assertClose(
          "dbeta",
          Arrays.copyOfRange(sums, dim, 2 * dim),
          Arrays.copyOfRange(host(dbeta), g * dim, (g + 1) * dim),
          1e-6);
    }
  }

  /** The gradients' formulas, held against central differences. */
  @Test
  void gradientsAreSlopes() {
    int rows = 7;
    int dim = 3;
    BatchNormReference reference = new BatchNormReference(Arithmetic.FLOAT64, dim, EPSILON);
    reference.lengths = new int[] {1, 0, 1, 1, 1, 0, 1};
    reference.factors = normal(rows * dim, 1);
    double[] x = normal(rows * dim, 1);
    double[] gamma = normal(dim, 1);
    double[] beta = normal(dim, 1);
    double[] dy = normal(rows * dim, 1);
    double[][] gradients = reference.backward(x, gamma, dy, null);
    double[][] inputs = {x, gamma, beta};
    for (int i = 0; i < 3; i++) {
      double[] slopes =
          differences(inputs[i], () -> product(reference.forward(x, gamma, beta), dy));
      float[] narrow = new float[slopes.length];
      for (int j = 0; j < narrow.length; j++) {
        narrow[j] = (float) gradients[i][j];
      }
      assertClose("slopes " + i, slopes, narrow, 1e-5);
    }
  }

  /** Constant columns and batches of padding: no NaN, and nothing learned from nothing. */
  @Test
  void silence() {
    Tensor y = floats(9, 9, 9, 9);
    Tensor running = floats(1, 4);
    Tensor dx = floats(0, 7, 0, 7);
    Tensor dgamma = zeros(1);
    BatchNorm norm = new BatchNorm(stream, new BatchNorm.Shape(1, 1, 4, 1)).train(true);
    norm.settings(1e-30f, 0.5f).input(floats(3, Double.NaN, 3, Double.NaN), 0);
    norm.lengths(ints(1, 0, 2, 0), 0).weights(floats(2), floats(0.5)).statistics(running);
    norm.output(y).gradients(floats(1, Double.NaN, 2, Double.NaN), dx, dgamma, zeros(1));
    norm.forward();
    norm.backward();
    assertArrayEquals(new float[] {0.5f, 0, 0.5f, 0}, host(y));
    assertArrayEquals(new float[] {2, 2}, host(running));
    assertEquals(0, host(dgamma)[0]);
    assertEquals(7, host(dx)[1]);
    norm.lengths(ints(0, 0, 0, 0), 0).forward();
    assertArrayEquals(new float[4], host(y));
    assertArrayEquals(new float[] {2, 2}, host(running));
  }

  @ParameterizedTest
  @EnumSource
  void accuracy(HardInputs inputs) {
    AccuracyRule rule = new AccuracyRule();
    for (int[] shape : new int[][] {{128, 16}, {71, 39}, {700, 3}}) {
      int rows = shape[0];
      int dim = shape[1];
      for (int draw = 0; draw < 4; draw++) {
        boolean relu = draw % 2 == 0;
        double[] x = inputs.rows(random, rows, dim);
        double[] dy = normal(x.length, 1);
        double[] gamma = normal(dim, 1);
        double[] beta = normal(dim, 1);
        Tensor y = zeros(x.length);
        Tensor dx = zeros(x.length);
        Tensor dgamma = zeros(dim);
        Tensor dbeta = zeros(dim);
        BatchNorm norm = new BatchNorm(stream, new BatchNorm.Shape(1, 1, rows, dim));
        norm.train(true).relu(relu).settings(EPSILON, MOMENTUM).input(floats(x), 0);
        norm.weights(floats(gamma), floats(beta)).statistics(zeros(2 * dim)).output(y);
        norm.gradients(floats(dy), dx, dgamma, dbeta);
        norm.forward();
        norm.backward();
        BatchNormReference truth = new BatchNormReference(Arithmetic.FLOAT64, dim, EPSILON);
        BatchNormReference naive = new BatchNormReference(Arithmetic.FLOAT32, dim, EPSILON);
        truth.relu = naive.relu = relu;
        String what = Arrays.toString(shape) + " ";
        rule.draw(
            what + "y", truth.forward(x, gamma, beta), naive.forward(x, gamma, beta), host(y));
        boolean[] open = relu ? positive(host(y)) : null;
        double[][] exact = truth.backward(x, gamma, dy, open);
        double[][] rounded = naive.backward(x, gamma, dy, open);
        rule.draw(what + "dx", exact[0], rounded[0], host(dx));
        rule.draw(what + "dgamma", exact[1], rounded[1], host(dgamma));
        rule.draw(what + "dbeta", exact[2], rounded[2], host(dbeta));
      }
    }
    rule.check();
  }

  @Test
  void bitsDoNotDependOnThreads() {
    assertArrayEquals(withThreads(1), withThreads(3));
  }

  private float[] withThreads(int threads) {
    try (KernelContext other = setup.open(threads)) {
      Stream own = other.stream();
      int rows = 67;
      int dim = 50;
      float[] values = new float[2 * rows * dim];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) Math.sin(i);
      }
      float[] ones = new float[2 * dim];
      Arrays.fill(ones, 1);
      Tensor x = Tensor.of(own, values, values.length);
      Tensor weights = Tensor.of(own, ones, ones.length);
      Tensor out = Tensor.floats(other, 2L * values.length + 8 * dim);
      int n = values.length;
      BatchNorm norm = new BatchNorm(own, new BatchNorm.Shape(2, 1, rows, dim)).train(true);
      norm.dropout(RATE, SITE, Tensor.of(own, SEEDS, 2), Tensor.of(own, new long[] {STEP}, 1));
      norm.input(x, (long) rows * dim).weights(weights, weights).output(out.view(0, n));
      norm.statistics(out.view(2L * n, 4 * dim));
      Tensor dgamma = out.view(2L * n + 4 * dim, 2 * dim);
      norm.gradients(x, out.view(n, n), dgamma, out.view(2L * n + 6 * dim, 2 * dim));
      norm.forward();
      norm.backward();
      return out.toFloats(own);
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    BatchNorm norm = new BatchNorm(stream, new BatchNorm.Shape(2, 1, 3, 4));
    assertThrows(InvalidArgumentException.class, () -> norm.input(zeros(23), 12));
    assertThrows(InvalidArgumentException.class, () -> norm.weights(zeros(7), zeros(8)));
    norm.statistics(zeros(16));
    assertThrows(InvalidArgumentException.class, () -> norm.domains(2, 1));
  }

  private static boolean[] positive(float[] values) {
    boolean[] result = new boolean[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = values[i] > 0;
    }
    return result;
  }

  private Tensor longs(long... values) {
    return Tensor.of(stream, values, values.length);
  }
}
