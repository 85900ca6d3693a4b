package org.emodna.kernels.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.emodna.kernels.Alignment;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.RowSpace;
import org.emodna.kernels.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * The pairwise losses at the sizes that a GPU is for: value, gradients, memory and equal bits. The
 * rows repeat a few that differ, in random order, so that float64 knows what comes out of them; a
 * kernel can't tell. A tile of keys that is left out shows.
 */
class ManyRowsContractTest extends KernelContract {
  private static final int CLASSES = 5;

  /** Rows of a side as numbers of the rows that they repeat. */
  private record Repeated(int[] origins, int[] copies) {
    double[] rows(double[] distinct, int dim) {
      double[] rows = new double[origins.length * dim];
      for (int i = 0; i < origins.length; i++) {
        System.arraycopy(distinct, origins[i] * dim, rows, i * dim, dim);
      }
      return rows;
    }

    int[] labels(int[] distinct) {
      return Arrays.stream(origins).map(origin -> distinct[origin]).toArray();
    }

    /** Each row's part of what its equals have together. */
    double[] parts(double[] distinct, int dim) {
      double[] parts = rows(distinct, dim);
      for (int i = 0; i < parts.length; i++) {
        parts[i] /= copies[origins[i / dim]];
      }
      return parts;
    }
  }

  private int[] sizes() {
    if (context.device().emulated()) {
      return new int[] {509};
    }
    return context.device().backend().equals("cpu")
        ? new int[] {2053}
        : new int[] {16_384, 131_072};
  }

  private static int distinct(int rows) {
    return rows < 16_384 ? 67 : 1021;
  }

  private Repeated repeated(int rows) {
    int distinct = distinct(rows);
    List<Integer> origins =
        IntStream.range(0, rows).map(i -> i % distinct).boxed().collect(Collectors.toList());
    Collections.shuffle(origins, random);
    int[] copies = new int[distinct];
    origins.forEach(origin -> copies[origin]++);
    return new Repeated(origins.stream().mapToInt(i -> i).toArray(), copies);
  }

  private int[] classes(int rows) {
    return IntStream.range(0, distinct(rows)).map(i -> i % (CLASSES + 1) - 1).toArray();
  }

  /** With room for float32's sums of so many terms; a row's gradient is about 1 / rows. */
  private static void assertGradient(String what, double[] expected, float[] actual, int rows) {
    double[] large = scaled(expected, rows);
    float[] found = new float[actual.length];
    for (int i = 0; i < found.length; i++) {
      found[i] = actual[i] * rows;
    }
    double room = 6e-8 * Math.sqrt(rows) * Comparison.largest(large);
    Comparison.assertClose(what + " of " + rows + " rows", large, found, room);
  }

  /**
   * One call, in a context of its own, with the memory that it takes. A matrix of all pairs would
   * be `rows / 8` times as large as the rows of both sides and their gradients.
   */
  private <T> T once(Function<Stream, T> call, int rows, int dim) {
    try (KernelContext alone = setup.open(2)) {
      T made = call.apply(alone.stream());
      long all = 2L * 2 * rows * dim * Float.BYTES;
      long used = alone.memoryInUse();
      assertTrue(used > all, used + " bytes can't hold rows and gradients of " + all);
      assertTrue(used <= 24 * all, used + " bytes for rows and gradients of " + all);
      return made;
    }
  }

  private <T> T twice(Function<Stream, T> call, int rows, int dim, Function<T, float[][]> values) {
    T first = once(call, rows, dim);
    float[][] again = values.apply(once(call, rows, dim));
    float[][] once = values.apply(first);
    for (int i = 0; i < once.length; i++) {
      assertArrayEquals(once[i], again[i], "the same bits");
    }
    return first;
  }

  @Test
  void contrastive() {
    int dim = 64;
    for (int rows : sizes()) {
      int distinct = distinct(rows);
      HeadReference unit = new HeadReference(Arithmetic.FLOAT32);
      double[] u = unit.rowSpace(normal(distinct * dim, 1), distinct, dim, RowSpace.Space.L2);
      double[] v = unit.rowSpace(normal(distinct * dim, 1), distinct, dim, RowSpace.Space.L2);
      int[] labels = classes(rows);
      Repeated ofU = repeated(rows);
      Repeated ofV = repeated(rows);
      // With a high temperature equal rows don't outweigh all others.
      float temperature = 0.5f;
      ContrastiveCall call =
          twice(
              own ->
                  new ContrastiveCall(
                      own,
                      ofU.rows(u, dim),
                      ofV.rows(v, dim),
                      ofU.labels(labels),
                      dim,
                      temperature),
              rows,
              dim,
              c -> new float[][] {c.loss, c.du, c.dv});
      int[] copies =
          IntStream.concat(Arrays.stream(ofU.copies), Arrays.stream(ofV.copies)).toArray();
      ContrastiveReference reference =
          new ContrastiveReference(u, v, labels, dim, temperature, copies);
      double[] du = new double[u.length];
      double[] dv = new double[v.length];
      double loss = reference.value(0.5, du, dv);
      assertEquals(loss, call.loss[0], 1e-5 * loss, "loss of " + rows + " rows");
      assertEquals(0, call.skipped[0]);
      assertGradient("du", ofU.parts(du, dim), call.du, rows);
      assertGradient("dv", ofV.parts(dv, dim), call.dv, rows);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Alignment.Kind.class,
      mode = Mode.INCLUDE,
      names = {"CORPUS", "CLASS"})
  void alignment(Alignment.Kind kind) {
    int dim = 39;
    for (int rows : sizes()) {
      int distinct = distinct(rows);
      int[] labels = classes(rows);
      Repeated[] sides = {repeated(rows), repeated(rows)};
      double[][] x = {normal(distinct * dim, 1), normal(distinct * dim, 1)};
      for (int i = 0; i < distinct * dim; i++) {
        // Classes and sides lie apart, or the distances would be small differences of large means.
        x[0][i] = (float) (x[0][i] + (i % dim == labels[i / dim] ? 3 : 0));
        x[1][i] = (float) (x[1][i] + (i % dim == labels[i / dim] ? 2 : 0) + 0.2);
      }
      boolean byClass = kind == Alignment.Kind.CLASS;
      int classes = byClass ? CLASSES : 1;
      int[][] known = byClass ? new int[][] {labels, labels} : null;
      int[][] copies = {sides[0].copies, sides[1].copies};
      AlignmentReference reference =
          new AlignmentReference(kind, dim, classes, x, known, null).repeated(copies);
      double[][] all = {sides[0].rows(x[0], dim), sides[1].rows(x[1], dim)};
      int[][] ofAll =
          byClass ? new int[][] {sides[0].labels(labels), sides[1].labels(labels)} : null;
      AlignmentReference inputs = new AlignmentReference(kind, dim, classes, all, ofAll, null);
      AlignmentCall call =
          twice(
              own -> new AlignmentCall(own, inputs, 1),
              rows,
              dim,
              c -> new float[][] {c.loss, c.sigma2, c.dxs, c.dxt});
      double value = reference.value();
      assertEquals(value, call.loss[0], 1e-5 * Math.abs(value), "loss of " + rows + " rows");
      assertEquals(reference.sigma2, call.sigma2[0], 1e-6 * reference.sigma2);
      double[][] gradient = reference.gradient();
      assertGradient("dxs", sides[0].parts(gradient[0], dim), call.dxs, rows);
      assertGradient("dxt", sides[1].parts(gradient[1], dim), call.dxt, rows);
    }
  }
}
