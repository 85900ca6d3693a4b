package org.emodna.kernels.contract;

import static org.emodna.kernels.contract.Comparison.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.emodna.base.InvalidArgumentException;
import org.emodna.kernels.Dropout;
import org.emodna.kernels.Jitter;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Dropout and jitter: what is random in training besides the encoder. */
class DropoutContractTest extends KernelContract {
  private static final long[] SEEDS = {0x0123456789ABCDEFL, -1};
  private static final long STEP = (9L << 32) + 4;

  @ParameterizedTest
  @CsvSource({"1, 1, 0.5", "3, 39, 0.1", "67, 106, 0.4", "2, 4097, 0.9", "5, 7, 0"})
  void dropout(int rows, int dim, float rate) {
    int size = rows * dim;
    int stride = size + 1;
    double[] x = normal(4 * stride, 1);
    double[] dy = normal(4 * size, 1);
    double[] before = normal(4 * stride, 1);
    Tensor y = zeros(4 * size);
    Tensor dx = floats(before);
    Dropout dropout = new Dropout(stream, new Dropout.Shape(4, 2, rows, dim));
    dropout.rate(rate, Dropout.FIRST_SITE, longs(SEEDS), longs(STEP));
    dropout.input(from(1, x), stride).output(y).gradients(floats(dy), dx);
    dropout.forward();
    dropout.backward();
    for (int g = 0; g < 4; g++) {
      double[] factors = factors(rows, dim, rate, g);
      double[] values = new double[size];
      double[] slopes = new double[size];
      for (int i = 0; i < size; i++) {
        values[i] = factors[i] * x[g * stride + i];
        slopes[i] = before[g * stride + i] + factors[i] * dy[g * size + i];
      }
      assertClose("y", values, Arrays.copyOfRange(host(y), g * size, (g + 1) * size));
      int from = g * stride;
      assertClose("dx", slopes, Arrays.copyOfRange(host(dx), from, from + size));
      assertEquals((float) before[from + size], host(dx)[from + size]);
    }
  }

  /** The groups of a batch read the same rows and draw for themselves. */
  @Test
  void sharedInput() {
    int rows = 6;
    int dim = 10;
    double[] x = normal(2 * rows * dim, 1);
    Tensor y = zeros(4 * rows * dim);
    Dropout dropout = new Dropout(stream, new Dropout.Shape(4, 2, rows, dim));
    dropout.rate(0.5f, Dropout.FIRST_SITE, longs(SEEDS), longs(STEP));
    dropout.sharedInput(floats(x), rows * dim).output(y).forward();
    for (int g = 0; g < 4; g++) {
      double[] expected = factors(rows, dim, 0.5f, g);
      for (int i = 0; i < expected.length; i++) {
        expected[i] *= x[g / 2 * rows * dim + i];
      }
      int from = g * rows * dim;
      assertClose("y", expected, Arrays.copyOfRange(host(y), from, from + rows * dim));
    }
    assertThrows(InvalidArgumentException.class, dropout::backward);
  }

  private static double[] factors(int rows, int dim, float rate, int group) {
    RowRandom numbers = new RowRandom(SEEDS[group / 2], STEP);
    return numbers.factors(rows, dim, rate, group % 2, Dropout.FIRST_SITE);
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1, 0.3", "5, 13, 39, 0.2", "3, 40, 7, 1", "2, 9, 300, 0"})
  void jitter(int rows, int frames, int features, float span) {
    int each = frames * features;
    int stride = rows * each + 3;
    double[] x = normal(2 * stride, 1);
    int[] lengths = labels(2 * rows, 0, frames + 1);
    Tensor y = from(1, x);
    Jitter jitter =
        new Jitter(
            stream,
            new Jitter.Shape(2, rows, frames, features),
            new Jitter.Settings(0.3f, 0.15f, span));
    jitter.random(500, longs(SEEDS), longs(STEP)).lengths(ints(lengths), rows);
    jitter.input(y, stride).output(y, stride).run();
    double[] strength = {0.3f, 0.15f, span};
    float[] got = host(y);
    for (int row = 0; row < 2 * rows; row++) {
      int batch = row / rows;
      int at = batch * stride + row % rows * each;
      double[] own = Arrays.copyOfRange(x, at, at + each);
      int length = Math.min(frames, lengths[row]);
      double[] expected =
          new RowRandom(SEEDS[batch], STEP)
              .jitter(own, features, length, strength, 500, row % rows);
      assertClose("y", expected, Arrays.copyOfRange(got, at, at + each));
    }
    assertEquals((float) x[stride - 1], got[stride - 1]);
  }

  /** Without strength jitter copies what is valid; what lies behind becomes 0. */
  @Test
  void noJitter() {
    Tensor y = zeros(4);
    new Jitter(stream, new Jitter.Shape(1, 1, 2, 2), new Jitter.Settings(0, 0, 0))
        .random(64, longs(1), longs(0))
        .input(floats(1, 2, Double.NaN, Double.NaN), 0)
        .lengths(ints(1), 0)
        .output(y, 0)
        .run();
    assertArrayEquals(new float[] {1, 2, 0, 0}, host(y));
  }

  @Test
  void bitsDoNotDependOnThreads() {
    assertArrayEquals(withThreads(1), withThreads(3));
  }

  private float[] withThreads(int threads) {
    try (KernelContext other = setup.open(threads)) {
      Stream own = other.stream();
      Tensor seeds = Tensor.of(own, SEEDS, 2);
      Tensor step = Tensor.of(own, new long[] {STEP}, 1);
      Tensor all = Tensor.floats(other, 2 * 70 * 33);
      Tensor y = Tensor.floats(other, 2 * 70 * 33);
      new Jitter(own, new Jitter.Shape(2, 10, 7, 33), new Jitter.Settings(1, 1, 0.4f))
          .random(80, seeds, step)
          .input(all, 70 * 33)
          .output(all, 70 * 33)
          .run();
      Dropout dropout = new Dropout(own, new Dropout.Shape(2, 2, 70, 33));
      dropout.rate(0.2f, 81, seeds, step).input(all, 70 * 33).output(y).forward();
      return y.toFloats(own);
    }
  }

  private Tensor longs(long... values) {
    return Tensor.of(stream, values, values.length);
  }
}
