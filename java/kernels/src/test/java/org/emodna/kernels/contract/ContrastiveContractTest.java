package org.emodna.kernels.contract;

import static org.emodna.kernels.contract.Comparison.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import org.emodna.base.InvalidArgumentException;
import org.emodna.kernels.Contrastive;
import org.emodna.kernels.Graph;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.RowSpace;
import org.emodna.kernels.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContrastiveContractTest extends KernelContract {
  private double[] unitRows(int rows, int dim) {
    return new HeadReference(Arithmetic.FLOAT32)
        .rowSpace(normal(rows * dim, 1), rows, dim, RowSpace.Space.L2);
  }

  @ParameterizedTest
  @CsvSource({"1,1,1,0.07", "2,0,3,0.5", "13,7,5,0.07", "31,17,19,0.2", "67,5,3,0.1"})
  void valuesAndGradients(int anchors, int keys, int dim, float temperature) {
    double[] u = unitRows(anchors, dim);
    double[] v = unitRows(keys, dim);
    int[] labels = labels(anchors, -1, 3);
    ContrastiveCall call = new ContrastiveCall(stream, u, v, labels, dim, temperature);
    ContrastiveReference reference = new ContrastiveReference(u, v, labels, dim, temperature);
    // A difference of numbers as large as the scores, 1 / t: where it is 0, its error is theirs.
    double rounding = 4 * 0x1p-24 / temperature;
    assertClose("loss", new double[] {reference.value()}, call.loss, rounding);
    assertEquals(reference.skipped, call.skipped[0]);
    DoubleSupplier half = () -> 0.5 * reference.value();
    assertClose("du", differences(u, half), call.du, 1e-7);
    assertClose("dv", differences(v, half), call.dv, 1e-7);
  }

  /**
   * Several groups, tiles that are full, nearly full and just begun, sizes for which a device may
   * tile differently; rows that begin anywhere, and gaps between the groups that stay as they are.
   */
  @ParameterizedTest
  @CsvSource({
    "1,32,32,64,0",
    "3,33,65,64,4",
    "2,65,31,65,3",
    "1,129,0,200,0",
    "2,0,9,5,1",
    "16,128,128,64,0",
    "1,1451,20,8,0",
    "1,2830,40,3,0"
  })
  void groupsOfManyRows(int groups, int anchors, int keys, int dim, int gap) {
    double[][] u = new double[groups][];
    double[][] v = new double[groups][];
    int[][] labels = new int[groups][];
    int uSpan = anchors * dim + gap;
    int vSpan = keys * dim + gap;
    int labelSpan = anchors + gap;
    double[] allU = nans(groups * uSpan);
    double[] allV = nans(groups * vSpan);
    int[] allLabels = new int[groups * labelSpan];
    for (int g = 0; g < groups; g++) {
      u[g] = unitRows(anchors, dim);
      v[g] = unitRows(keys, dim);
      // Group by group more labels, up to one for every few rows.
      labels[g] = labels(anchors, -1, 5 + g * anchors / groups);
      System.arraycopy(u[g], 0, allU, g * uSpan, u[g].length);
      System.arraycopy(v[g], 0, allV, g * vSpan, v[g].length);
      System.arraycopy(labels[g], 0, allLabels, g * labelSpan, anchors);
    }
    double[] du = normal(allU.length, 1e-3);
    double[] dv = normal(allV.length, 1e-3);
    Tensor loss = zeros(groups);
    Tensor skipped = zeros(groups);
    Tensor gradientU = from(gap, du);
    Tensor gradientV = from(gap, dv);
    Contrastive.Shape shape =
        Contrastive.Shape.of(groups, anchors, keys, dim).withTemperature(0.1f);
    Tensor inputU = from(gap, allU);
    Tensor inputV = from(gap, allV);
    try (Contrastive both = new Contrastive(stream, shape);
        Contrastive value = new Contrastive(stream, shape)) {
      both.input(inputU, uSpan, inputV, vSpan, ints(allLabels), labelSpan);
      both.output(loss, skipped).gradients(gradientU, gradientV, floats(0.7)).allocate().run();
      float[] losses = host(loss);
      stream.zero(loss);
      value.input(inputU, uSpan, inputV, vSpan, ints(allLabels), labelSpan);
      value.output(loss, null).allocate().run();
      assertArrayEquals(losses, host(loss), "without gradients");
    }
    double[] expected = new double[groups];
    float[] expectedSkipped = new float[groups];
    for (int g = 0; g < groups; g++) {
      ContrastiveReference reference =
          new ContrastiveReference(u[g], v[g], labels[g], dim, (double) 0.1f);
      double[] rowsU = Arrays.copyOfRange(du, g * uSpan, g * uSpan + u[g].length);
      double[] rowsV = Arrays.copyOfRange(dv, g * vSpan, g * vSpan + v[g].length);
      expected[g] = reference.value((double) 0.7f, rowsU, rowsV);
      expectedSkipped[g] = reference.skipped;
      System.arraycopy(rowsU, 0, du, g * uSpan, rowsU.length);
      System.arraycopy(rowsV, 0, dv, g * vSpan, rowsV.length);
    }
    assertClose("loss", expected, host(loss));
    assertArrayEquals(expectedSkipped, host(skipped));
    assertClose("du", du, host(gradientU));
    assertClose("dv", dv, host(gradientV));
  }

  /** So many groups that a plan by all pairs together would tile one otherwise than alone. */
  @Test
  void aGroupHasTheBitsThatItHasAlone() {
    int groups = 70;
    int rows = 128;
    int dim = 16;
    double[][] u = new double[groups][];
    double[][] v = new double[groups][];
    int[][] labels = new int[groups][];
    for (int g = 0; g < groups; g++) {
      u[g] = unitRows(rows, dim);
      v[g] = unitRows(rows, dim);
      labels[g] = labels(rows, -1, 5);
    }
    double[] allU = Arrays.stream(u).flatMapToDouble(Arrays::stream).toArray();
    double[] allV = Arrays.stream(v).flatMapToDouble(Arrays::stream).toArray();
    int[] allLabels = Arrays.stream(labels).flatMapToInt(Arrays::stream).toArray();
    Tensor loss = zeros(groups);
    Tensor du = zeros(allU.length);
    Tensor dv = zeros(allV.length);
    int span = rows * dim;
    Contrastive.Shape shape = Contrastive.Shape.of(groups, rows, rows, dim).withTemperature(0.1f);
    try (Contrastive all = new Contrastive(stream, shape)) {
      all.input(floats(allU), span, floats(allV), span, ints(allLabels), rows);
      all.output(loss, null).gradients(du, dv, floats(0.5)).allocate().run();
    }
    for (int g : new int[] {0, groups - 1}) {
      ContrastiveCall alone = new ContrastiveCall(stream, u[g], v[g], labels[g], dim, 0.1f);
      assertEquals(alone.loss[0], host(loss)[g]);
      assertArrayEquals(alone.du, Arrays.copyOfRange(host(du), g * span, (g + 1) * span));
      assertArrayEquals(alone.dv, Arrays.copyOfRange(host(dv), g * span, (g + 1) * span));
    }
  }

  @Test
  void aReplayedGraphGivesTheSameBits() {
    int dim = 64;
    Tensor du = zeros(131 * dim);
    Tensor dv = zeros(67 * dim);
    Tensor u = floats(unitRows(131, dim));
    Tensor v = floats(unitRows(67, dim));
    Tensor loss = zeros(1);
    try (Contrastive op =
        new Contrastive(stream, Contrastive.Shape.of(1, 131, 67, dim).withTemperature(0.07f))) {
      op.input(u, 0, v, 0, ints(labels(131, -1, 4)), 0).output(loss, null);
      op.gradients(du, dv, null).allocate().run();
      float[][] first = {host(loss), host(du), host(dv)};
      Runnable again =
          () -> {
            stream.zero(du);
            stream.zero(dv);
            op.run();
          };
      try (Graph graph = stream.capture(again)) {
        for (int launch = 0; launch < 2; launch++) {
          graph.launch();
          assertArrayEquals(first, new float[][] {host(loss), host(du), host(dv)});
        }
      }
    }
  }

  @Test
  void sameBitsForAnyNumberOfThreads() {
    int dim = 19;
    double[] u = unitRows(150, dim);
    double[] v = unitRows(131, dim);
    int[] labels = labels(150, -1, 4);
    ContrastiveCall two = new ContrastiveCall(stream, u, v, labels, dim, 0.07f);
    for (int threads : new int[] {1, 3}) {
      try (KernelContext other = setup.open(threads)) {
        ContrastiveCall again = new ContrastiveCall(other.stream(), u, v, labels, dim, 0.07f);
        assertArrayEquals(two.loss, again.loss);
        assertArrayEquals(two.du, again.du);
        assertArrayEquals(two.dv, again.dv);
      }
    }
  }

  @Test
  void withoutPositivesThereIsNoLossAndNoGradient() {
    double[] u = unitRows(5, 4);
    double[] v = unitRows(3, 4);
    for (int[] labels : new int[][] {{0, 1, 2, 3, 4}, {-1, -1, -1, -1, -1}, {-1, 7, -1, -1, -1}}) {
      ContrastiveCall call = new ContrastiveCall(stream, u, v, labels, 4, 0.07f);
      assertEquals(0, call.loss[0]);
      assertArrayEquals(new float[20], call.du);
      assertArrayEquals(new float[12], call.dv);
      assertEquals(Arrays.stream(labels).filter(y -> y >= 0).count(), call.skipped[0]);
    }
  }

  @Test
  void wrongUseNamesTheArgument() {
    Contrastive cold = new Contrastive(stream, Contrastive.Shape.of(1, 2, 2, 2).withTemperature(0));
    cold.input(zeros(4), 0, zeros(4), 0, ints(0, 0), 0).output(zeros(1), null).allocate();
    InvalidArgumentException e = assertThrows(InvalidArgumentException.class, cold::run);
    assertTrue(e.getMessage().contains("temperature"), e.getMessage());
  }
}
