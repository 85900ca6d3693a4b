package org.emodna.kernels.contract;

import static org.emodna.kernels.contract.Comparison.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.emodna.base.InvalidArgumentException;
import org.emodna.kernels.Alignment;
import org.emodna.kernels.Graph;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AlignmentContractTest extends KernelContract {
  private AlignmentReference random(
      Alignment.Kind kind, int source, int target, int dim, int classes) {
    double[] xt = normal(target * dim, 1.5);
    for (int i = 0; i < xt.length; i++) {
      xt[i] = (float) (xt[i] + 0.5);
    }
    double[][] x = {normal(source * dim, 1), xt};
    int[][] labels = {labels(source, -1, classes - 1), labels(target, -1, classes - 1)};
    double[][] weights = {normal(source * classes, 1), normal(target * classes, 1)};
    for (double[] side : weights) {
      Arrays.setAll(side, i -> side[i] < -1 ? 0 : Math.abs(side[i]));
    }
    return new AlignmentReference(kind, dim, classes, x, labels, weights);
  }

  @ParameterizedTest
  @EnumSource
  void valuesAndGradients(Alignment.Kind kind) {
    int[][] shapes = {
      {1, 1, 3, 1}, {5, 4, 1, 2}, {7, 5, 3, 2}, {29, 17, 11, 4}, {0, 4, 3, 2}, {13, 33, 17, 7}
    };
    for (int[] shape : shapes) {
      AlignmentReference reference = random(kind, shape[0], shape[1], shape[2], shape[3]);
      AlignmentCall call = new AlignmentCall(stream, reference, 2);
      String what = kind + " " + Arrays.toString(shape);
      assertClose(what + " loss", new double[] {reference.value()}, call.loss, 1e-6);
      if (kind != Alignment.Kind.CORAL) {
        assertClose(what + " sigma2", new double[] {reference.sigma2}, call.sigma2);
      }
      double[] dxs = differences(reference.x[0], () -> 2 * reference.value());
      double[] dxt = differences(reference.x[1], () -> 2 * reference.value());
      // Both sides are sums of the same pairs' terms: one may be small only because they cancel.
      double more = 1e-6 * Math.max(Comparison.largest(dxs), Comparison.largest(dxt)) + 1e-7;
      assertClose(what + " dxs", dxs, call.dxs, more);
      assertClose(what + " dxt", dxt, call.dxt, more);
    }
  }

  /**
   * Larger than several tiles: the gradient along a random direction, and any number of threads.
   */
  @ParameterizedTest
  @EnumSource
  void manyRows(Alignment.Kind kind) {
    AlignmentReference reference = random(kind, 139, 97, 41, 6);
    AlignmentCall call = new AlignmentCall(stream, reference, 1);
    assertClose("loss", new double[] {reference.value()}, call.loss, 2e-7);
    double[] from = reference.x[0].clone();
    double[] direction = normal(from.length, 1);
    double[] at = {0};
    double slope =
        differences(
            at,
            () -> {
              for (int i = 0; i < from.length; i++) {
                reference.x[0][i] = from[i] + at[0] * direction[i];
              }
              return reference.value();
            })[0];
    System.arraycopy(from, 0, reference.x[0], 0, from.length);
    double expected = 0;
    for (int i = 0; i < direction.length; i++) {
      expected += call.dxs[i] * direction[i];
    }
    assertEquals(slope, expected, 1e-4 * Math.abs(slope) + 1e-6);
    for (int threads : new int[] {1, 3}) {
      try (KernelContext other = setup.open(threads)) {
        AlignmentCall again = new AlignmentCall(other.stream(), reference, 1);
        assertArrayEquals(call.loss, again.loss);
        assertArrayEquals(call.dxs, again.dxs);
        assertArrayEquals(call.dxt, again.dxt);
      }
    }
  }

  /**
   * Groups with gaps between them, rows around the edges of tiles, wide rows, many classes; rows
   * that don't enter are NaN. Gradients are added to what was there; without gradients the value is
   * the same.
   */
  @ParameterizedTest
  @CsvSource({
    "3,40,33,39,5,3",
    "2,16,17,64,9,1",
    "1,300,257,39,5,1",
    "1,513,1,38,3,0",
    "2,257,256,1,3,3",
    "1,290,256,64,8,0",
    "2,21,33,67,9,5",
    "1,70,31,130,20,0",
    "2,0,600,7,2,0",
    "1,30,40,5,300,0"
  })
  void groupsOfManyRows(int groups, int source, int target, int dim, int classes, int gap) {
    for (Alignment.Kind kind : Alignment.Kind.values()) {
      groups(
          kind,
          Alignment.Shape.of(kind, groups, dim).withRows(source, target).withClasses(classes),
          gap);
    }
  }

  private void groups(Alignment.Kind kind, Alignment.Shape shape, int gap) {
    int groups = shape.groups();
    int dim = shape.dim();
    int[] rows = {shape.sourceRows(), shape.targetRows()};
    int longest = Math.max(rows[0], rows[1]);
    int labelSpan = longest + gap;
    int weightSpan = longest * shape.classes() + gap;
    AlignmentReference[] references = new AlignmentReference[groups];
    double[][] x = new double[2][];
    double[][] weights = new double[2][];
    int[][] labels = new int[2][groups * labelSpan];
    for (int side = 0; side < 2; side++) {
      x[side] = nans(groups * (rows[side] * dim + gap));
      weights[side] = nans(groups * weightSpan);
    }
    for (int g = 0; g < groups; g++) {
      references[g] = random(kind, rows[0], rows[1], dim, shape.classes());
      for (int side = 0; side < 2; side++) {
        AlignmentReference of = references[g];
        int[] own = of.labels[side];
        System.arraycopy(own, 0, labels[side], g * labelSpan, own.length);
        for (int r = 0; r < own.length; r++) {
          if (own[r] >= 0) {
            int at = g * (rows[side] * dim + gap) + r * dim;
            System.arraycopy(of.x[side], r * dim, x[side], at, dim);
            int from = r * shape.classes();
            System.arraycopy(
                of.weights[side], from, weights[side], g * weightSpan + from, shape.classes());
          }
        }
      }
    }
    double[] dxs = normal(x[0].length, 1e-3);
    double[] dxt = normal(x[1].length, 1e-3);
    Tensor gradientS = from(gap, dxs);
    Tensor gradientT = from(gap, dxt);
    Tensor xs = from(gap, x[0]);
    Tensor xt = from(gap, x[1]);
    Tensor loss = zeros(groups);
    Tensor sigma2 = zeros(groups);
    int spanS = rows[0] * dim + gap;
    int spanT = rows[1] * dim + gap;
    try (Alignment both = new Alignment(stream, shape);
        Alignment value = new Alignment(stream, shape)) {
      for (Alignment operation : new Alignment[] {both, value}) {
        operation.input(xs, spanS, xt, spanT).labels(ints(labels[0]), ints(labels[1]), labelSpan);
        operation.rowWeights(from(gap, weights[0]), from(gap, weights[1]), weightSpan);
        operation.output(loss, sigma2);
      }
      double[] expected = new double[groups];
      Arrays.setAll(expected, g -> references[g].value());
      value.allocate().run();
      String what = kind + " " + shape + " ";
      assertClose(what + "loss without gradients", expected, host(loss), 1e-6);
      stream.zero(loss);
      both.gradients(gradientS, gradientT, floats(0.7)).allocate().run();
      assertClose(what + "loss", expected, host(loss), 1e-6);
      if (kind == Alignment.Kind.CORAL) {
        return; // its gradient is held against differences in the other tests
      }
      assertClose(
          what + "sigma2",
          Arrays.stream(references).mapToDouble(r -> r.sigma2).toArray(),
          host(sigma2));
      double largest = 0;
      for (int g = 0; g < groups; g++) {
        double[][] gradient = references[g].gradient();
        largest = Math.max(largest, Comparison.largest(gradient[0]));
        largest = Math.max(largest, Comparison.largest(gradient[1]));
        for (int i = 0; i < gradient[0].length; i++) {
          dxs[g * spanS + i] += (double) 0.7f * gradient[0][i];
        }
        for (int i = 0; i < gradient[1].length; i++) {
          dxt[g * spanT + i] += (double) 0.7f * gradient[1][i];
        }
      }
      assertClose(what + "dxs", dxs, host(gradientS), 1e-6 * largest);
      assertClose(what + "dxt", dxt, host(gradientT), 1e-6 * largest);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aReplayedGraphGivesTheSameBits(Alignment.Kind kind) {
    for (int[] rows : new int[][] {{61, 64}, {300, 233}}) {
      AlignmentReference of = random(kind, rows[0], rows[1], 39, 5);
      Tensor loss = zeros(1);
      Tensor dxs = zeros(of.x[0].length);
      Tensor dxt = zeros(of.x[1].length);
      try (Alignment operation =
          new Alignment(
              stream, Alignment.Shape.of(kind, 1, 39).withRows(rows[0], rows[1]).withClasses(5))) {
        operation.input(floats(of.x[0]), 0, floats(of.x[1]), 0).output(loss, null);
        operation.labels(ints(of.labels[0]), ints(of.labels[1]), 0);
        operation.rowWeights(floats(of.weights[0]), floats(of.weights[1]), 0);
        operation.gradients(dxs, dxt, null).allocate().run();
        float[][] first = {host(loss), host(dxs), host(dxt)};
        Runnable again =
            () -> {
              stream.zero(dxs);
              stream.zero(dxt);
              operation.run();
            };
        try (Graph graph = stream.capture(again)) {
          for (int launch = 0; launch < 2; launch++) {
            graph.launch();
            assertArrayEquals(first, new float[][] {host(loss), host(dxs), host(dxt)});
          }
        }
      }
    }
  }

  /** Where |x|^2 + |y|^2 - 2xy in float32 has no digit left, or there is nothing to divide by. */
  @Test
  void offsetsScalesAndIdenticalPoints() {
    for (double[] form : new double[][] {{1e4, 1}, {0, 1e-7}, {0, 1e15}}) {
      AlignmentReference reference = random(Alignment.Kind.CORPUS, 12, 12, 9, 1);
      for (double[] side : reference.x) {
        Arrays.setAll(side, i -> (float) (side[i] * form[1] + form[0]));
      }
      AlignmentCall call = new AlignmentCall(stream, reference, 1);
      assertClose("loss", new double[] {reference.value()}, call.loss, 2e-7);
    }
    double[] same = new double[24];
    Arrays.fill(same, 3.25);
    AlignmentReference identical =
        new AlignmentReference(
            Alignment.Kind.CORPUS, 4, 1, new double[][] {same, same}, null, null);
    AlignmentCall call = new AlignmentCall(stream, identical, 1);
    assertEquals(0, call.loss[0]);
    assertArrayEquals(new float[24], call.dxs);
    assertArrayEquals(new float[24], call.dxt);
  }

  @Test
  void wrongUseNamesTheArgument() {
    Alignment operation =
        new Alignment(
            stream, Alignment.Shape.of(Alignment.Kind.CLASS, 1, 2).withRows(2, 2).withClasses(2));
    operation.input(zeros(4), 0, zeros(4), 0).output(zeros(1), null).allocate();
    InvalidArgumentException e = assertThrows(InvalidArgumentException.class, operation::run);
    assertTrue(e.getMessage().contains("source_labels"), e.getMessage());
  }
}
