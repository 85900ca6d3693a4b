package org.emodna.kernels.contract;

import static org.emodna.kernels.contract.Comparison.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.emodna.base.InvalidArgumentException;
import org.emodna.kernels.Tensor;
import org.emodna.kernels.TimNet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The encoder's weighted sum over its blocks as an output, frame by frame, with its gradient. */
class SequenceContractTest extends KernelContract {
  private TimNet.Network network;
  private int batch;
  private int frames;
  private int[] lengths;
  private double[] x;
  private double[] parameters;
  private double[] statistics;
  private double[] dz;
  private double[] dy;

  private void draw(int features, int channels, int blocks, int rows, int longest) {
    network = new TimNet.Network(features, channels, blocks);
    batch = rows;
    frames = longest;
    lengths = labels(rows, 1, longest);
    lengths[0] = longest;
    x = normal(rows * longest * features, 1);
    parameters = normal((int) network.parameters(), 0.4);
    statistics = normal((int) network.statistics(), 0.5);
    for (int i = 0; i < statistics.length; i++) {
      double value = statistics[i];
      statistics[i] = (float) ((i / channels) % 2 == 1 ? 0.5 + Math.abs(value) : value);
    }
    dz = normal(rows * channels, 1);
    dy = normal(rows * longest * channels, 1);
  }

  private record Result(float[] z, float[] y, float[] dparameters, float[] dx) {}

  /**
   * Forward and backward of sum(z dz) + sum(y dy).
   *
   * @param allotted frames a row; behind its length x and dy are NaN
   * @param withZ whether z is an output, and has a gradient
   */
  private Result run(boolean train, TimNet.Sequence order, int allotted, boolean withZ) {
    int c = network.channels();
    Tensor z = withZ ? zeros(batch * c) : null;
    Tensor y = floats(filled(batch * allotted * c, 7));
    Tensor dparameters = zeros(parameters.length);
    Tensor dx = zeros(batch * allotted * network.features());
    try (TimNet encoder =
        new TimNet(stream, network, new TimNet.Shape(1, 1, batch, allotted))
            .train(train)
            .keep(true)
            .input(floats(padded(x, network.features(), allotted)), ints(lengths))
            .weights(floats(parameters), floats(statistics))
            .output(z, null)
            .sequence(order, y)
            .gradients(withZ ? floats(dz) : null, dparameters, dx)
            .sequenceGradient(floats(padded(dy, c, allotted)))
            .allocate()) {
      encoder.forward();
      encoder.backward();
    }
    float[] all = host(y);
    for (int b = 0; b < batch; b++) {
      for (int i = (b * allotted + lengths[b]) * c; i < (b + 1) * allotted * c; i++) {
        assertEquals(0, all[i], "behind a row's frames");
      }
    }
    return new Result(
        withZ ? host(z) : new float[0],
        cut(all, c, allotted),
        host(dparameters),
        cut(host(dx), network.features(), allotted));
  }

  private static double[] filled(int count, double value) {
    double[] values = new double[count];
    Arrays.fill(values, value);
    return values;
  }

  private double[] padded(double[] values, int width, int allotted) {
    double[] padded = filled(batch * allotted * width, Double.NaN);
    for (int b = 0; b < batch; b++) {
      System.arraycopy(
          values, b * frames * width, padded, b * allotted * width, lengths[b] * width);
    }
    return padded;
  }

  private float[] cut(float[] values, int width, int allotted) {
    float[] cut = new float[batch * frames * width];
    for (int b = 0; b < batch; b++) {
      System.arraycopy(values, b * allotted * width, cut, b * frames * width, lengths[b] * width);
    }
    return cut;
  }

  private EncoderReference reference(Arithmetic to, boolean train) {
    return new EncoderReference(to, network, parameters, statistics, train);
  }

  private double value(boolean train, TimNet.Sequence order) {
    EncoderReference reference = reference(Arithmetic.FLOAT64, train);
    double[] z = reference.forward(x, lengths, frames);
    return product(dz, z) + product(dy, reference.sequence(order));
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1, 1, 1", "3, 2, 3, 2, 5", "5, 7, 2, 3, 17", "2, 9, 2, 2, 9"})
  void valueAndGradientsMatchTheFormulas(
      int features, int channels, int blocks, int rows, int longest) {
    for (TimNet.Sequence order : TimNet.Sequence.values()) {
      for (boolean train : new boolean[] {false, true}) {
        draw(features, channels, blocks, rows, longest);
        EncoderReference reference = reference(Arithmetic.FLOAT64, train);
        double[] z = reference.forward(x, lengths, frames);
        Result actual = run(train, order, longest, true);
        assertClose("z", z, actual.z);
        assertClose("y", reference.sequence(order), actual.y);
        double[] dparameters = differences(parameters, () -> value(train, order));
        double[] dx = differences(x, () -> value(train, order));
        // Differences are blurred where a step crosses a ReLU's corner, and by float32 in
        // BatchNorm.
        double blur = 1e-3 * Comparison.largest(dparameters) + 1e-4;
        assertClose("dparameters", dparameters, actual.dparameters, blur);
        assertClose("dx", dx, actual.dx, 1e-3 * Comparison.largest(dx) + 1e-4);
      }
    }
  }

  /** {@link AccuracyRule}. */
  @ParameterizedTest
  @EnumSource
  void atMostTwiceTheNaiveError(TimNet.Sequence order) {
    AccuracyRule rule = new AccuracyRule();
    int[][] shapes = {{4, 3, 2, 1, 9}, {13, 17, 2, 2, 67}, {39, 39, 1, 2, 41}};
    for (int[] shape : shapes) {
      for (int taken = 0; taken < 4; ) {
        boolean train = taken % 2 == 0;
        draw(shape[0], shape[1], shape[2], shape[3], shape[4]);
        EncoderReference truth = reference(Arithmetic.FLOAT64, train);
        truth.forward(x, lengths, frames);
        if (truth.nearest < 2e-5) {
          // Where a ReLU's input is nearly 0 its gradient is a matter of rounding.
          continue;
        }
        taken++;
        EncoderReference naive = reference(Arithmetic.FLOAT32, train);
        naive.forward(x, lengths, frames);
        truth.backward(dz, dy, order);
        naive.backward(dz, dy, order);
        Result actual = run(train, order, frames, true);
        rule.draw("y", truth.sequence(order), naive.sequence(order), actual.y);
        rule.draw("dparameters", truth.dparameters, naive.dparameters, actual.dparameters);
        rule.draw("dx", truth.dx, naive.dx, actual.dx);
      }
    }
    rule.check();
  }

  /** Values far from zero, silence, and the like. */
  @ParameterizedTest
  @EnumSource
  void hardInputs(HardInputs inputs) {
    AccuracyRule rule = new AccuracyRule();
    // Many values a draw: the worst of few is a matter of luck, for the naive kernel too.
    for (int draw = 0; draw < 6; draw++) {
      draw(13, 29, 3, 8, 67);
      x = inputs.rows(random, batch * frames, 13);
      EncoderReference truth = reference(Arithmetic.FLOAT64, true);
      EncoderReference naive = reference(Arithmetic.FLOAT32, true);
      truth.forward(x, lengths, frames);
      naive.forward(x, lengths, frames);
      TimNet.Sequence order = TimNet.Sequence.TURNED_BACK;
      rule.draw(
          "y", truth.sequence(order), naive.sequence(order), run(true, order, frames, true).y);
    }
    rule.check();
  }

  @ParameterizedTest
  @CsvSource({"40, 64, 4, 3, 131", "13, 5, 3, 7, 33"})
  void paddingAndThreadsChangeNothing(
      int features, int channels, int blocks, int rows, int longest) {
    draw(features, channels, blocks, rows, longest);
    for (boolean train : new boolean[] {false, true}) {
      Result tight = run(train, TimNet.Sequence.TURNED_BACK, longest, true);
      assertSame(tight, run(train, TimNet.Sequence.TURNED_BACK, longest + 61, true));
      for (int threads : new int[] {1, 3}) {
        context.close();
        context = setup.open(threads);
        stream = context.stream();
        assertSame(tight, run(train, TimNet.Sequence.TURNED_BACK, longest, true));
      }
    }
  }

  private static void assertSame(Result expected, Result actual) {
    assertArrayEquals(expected.z, actual.z, "z");
    assertArrayEquals(expected.y, actual.y, "y");
    assertArrayEquals(expected.dparameters, actual.dparameters, "dparameters");
    assertArrayEquals(expected.dx, actual.dx, "dx");
  }

  /** Without z: the same sequence, and the gradients of a dz of 0. */
  @Test
  void theSequenceAlone() {
    draw(5, 7, 3, 4, 19);
    dz = new double[dz.length];
    Result both = run(true, TimNet.Sequence.TURNED_BACK, frames, true);
    Result alone = run(true, TimNet.Sequence.TURNED_BACK, frames, false);
    assertArrayEquals(both.y, alone.y);
    assertArrayEquals(both.dparameters, alone.dparameters);
    assertArrayEquals(both.dx, alone.dx);
  }

  @Test
  void whatIsMissingIsNamed() {
    draw(3, 2, 1, 2, 5);
    try (TimNet encoder =
        new TimNet(stream, network, new TimNet.Shape(1, 1, batch, frames))
            .keep(true)
            .input(floats(x), ints(lengths))
            .weights(floats(parameters), floats(statistics))
            .sequence(TimNet.Sequence.AS_RUN, zeros(batch * frames * 2))
            .gradients(null, zeros(parameters.length), null)
            .allocate()) {
      encoder.forward();
      InvalidArgumentException e = assertThrows(InvalidArgumentException.class, encoder::backward);
      assertEquals("encoder_backward: dy is null", e.getMessage());
    }
    try (TimNet encoder = new TimNet(stream, network, new TimNet.Shape(1, 1, batch, frames))) {
      Tensor small = zeros(batch * frames * 2 - 1);
      assertThrows(
          InvalidArgumentException.class, () -> encoder.sequence(TimNet.Sequence.AS_RUN, small));
    }
  }
}
