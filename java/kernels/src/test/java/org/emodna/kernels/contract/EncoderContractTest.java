package org.emodna.kernels.contract;

import static org.emodna.kernels.contract.Comparison.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.emodna.base.InvalidArgumentException;
import org.emodna.kernels.Precision;
import org.emodna.kernels.Tensor;
import org.emodna.kernels.TimNet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EncoderContractTest extends KernelContract {
  private TimNet.Network network;
  private int batch;
  private int frames;
  private int[] lengths;
  private double[] x;
  private double[] parameters;
  private double[] statistics;
  private double[] direction;

  /** Who computes the convolutions. */
  TimNet.Engine engine() {
    return TimNet.Engine.FUSED;
  }

  /** What frames behind a row's length must not change. */
  void assertUnchanged(String what, float[] tight, float[] wide) {
    assertArrayEquals(tight, wide, what);
  }

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
      // Variances are positive.
      statistics[i] = (i / channels) % 2 == 1 ? 0.5 + Math.abs(statistics[i]) : statistics[i];
      statistics[i] = (float) statistics[i];
    }
    direction = normal(rows * channels, 1);
  }

  private record Result(float[] z, float[] dparameters, float[] dx, float[] statistics) {}

  /** Forward and backward of sum(z direction), without dropout. */
  private Result run(boolean train, int allotted, double padding) {
    int f = network.features();
    double[] padded = new double[batch * allotted * f];
    Arrays.fill(padded, padding);
    for (int b = 0; b < batch; b++) {
      System.arraycopy(x, b * frames * f, padded, b * allotted * f, lengths[b] * f);
    }
    Tensor z = zeros(batch * network.channels());
    Tensor dparameters = zeros(parameters.length);
    Tensor dx = zeros(batch * allotted * f);
    Tensor running = floats(statistics);
    try (TimNet encoder =
        new TimNet(stream, network, new TimNet.Shape(1, 1, batch, allotted))
            .train(train)
            .keep(true)
            .engine(engine(), Precision.FLOAT32)
            .input(floats(padded), ints(lengths))
            .weights(floats(parameters), running)
            .output(z, null)
            .gradients(floats(direction), dparameters, dx)
            .allocate()) {
      encoder.forward();
      encoder.backward();
    }
    float[] cut = new float[batch * frames * f];
    float[] all = host(dx);
    for (int b = 0; b < batch; b++) {
      System.arraycopy(all, b * allotted * f, cut, b * frames * f, lengths[b] * f);
      for (int i = (b * allotted + lengths[b]) * f; i < (b + 1) * allotted * f; i++) {
        assertEquals(0, all[i], "gradient of padding");
      }
    }
    return new Result(host(z), host(dparameters), cut, host(running));
  }

  private double value(boolean train) {
    return product(
        direction,
        new EncoderReference(network, parameters, statistics, train).forward(x, lengths, frames));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 1, 1",
    "3, 2, 3, 2, 5",
    "5, 7, 2, 3, 17",
    "2, 17, 2, 2, 9",
    "4, 3, 6, 2, 37"
  })
  void valueAndGradientsMatchTheFormulas(
      int features, int channels, int blocks, int rows, int longest) {
    for (boolean train : new boolean[] {false, true}) {
      Formulas expected =
          FORMULAS.computeIfAbsent(
              List.of(features, channels, blocks, rows, longest, train),
              key -> {
                EncoderContractTest inputs = new EncoderContractTest();
                inputs.draw(features, channels, blocks, rows, longest);
                return inputs.formulas(train);
              });
      take(expected.inputs);
      Result actual = run(train, longest, 0);
      assertClose("z", expected.z, actual.z);
      assertClose("statistics", expected.statistics, actual.statistics);
      // Differences are blurred where a step crosses a ReLU's corner, and by float32 in BatchNorm.
      double blur = 1e-3 * Comparison.largest(expected.dparameters) + 1e-4;
      assertClose("dparameters", expected.dparameters, actual.dparameters, blur);
      assertClose("dx", expected.dx, actual.dx, 1e-3 * Comparison.largest(expected.dx) + 1e-4);
    }
  }

  /** What the formulas and their differences make of inputs. */
  private record Formulas(
      EncoderContractTest inputs,
      double[] z,
      double[] statistics,
      double[] dparameters,
      double[] dx) {}

  /** By shape and mode, the same for every setup: they take longer than the kernels. */
  private static final Map<List<Object>, Formulas> FORMULAS = new HashMap<>();

  private Formulas formulas(boolean train) {
    EncoderReference reference = new EncoderReference(network, parameters, statistics, train);
    double[] z = reference.forward(x, lengths, frames);
    double[] dparameters = differences(parameters, () -> value(train));
    double[] dx = differences(x, () -> value(train));
    return new Formulas(this, z, reference.updated, dparameters, dx);
  }

  /** One draw with its results in float64 and naively in float32. */
  private record Draw(
      EncoderContractTest inputs,
      boolean train,
      EncoderReference truth,
      EncoderReference naive,
      double[] z,
      double[] naiveZ) {}

  /** The same for every setup, and made once: they take longer than the kernels. */
  private static final Map<HardInputs, List<Draw>> DRAWS = new EnumMap<>(HardInputs.class);

  /** {@link AccuracyRule}. */
  @ParameterizedTest
  @EnumSource
  void atMostTwiceTheNaiveError(HardInputs inputs) {
    AccuracyRule rule = new AccuracyRule();
    for (Draw draw : DRAWS.computeIfAbsent(inputs, EncoderContractTest::draws)) {
      take(draw.inputs);
      Result actual = run(draw.train, frames, 0);
      // Errors lie in a few channels: it takes the draws of all shapes to judge them.
      rule.draw("z", draw.z, draw.naiveZ, actual.z);
      rule.draw("statistics", draw.truth.updated, draw.naive.updated, actual.statistics);
      rule.draw("dparameters", draw.truth.dparameters, draw.naive.dparameters, actual.dparameters);
      rule.draw("dx", draw.truth.dx, draw.naive.dx, actual.dx);
    }
    rule.check();
  }

  /**
   * Where a ReLU's input is nearly 0 its gradient is a matter of rounding, so such draws are not
   * taken; on hard inputs, where nothing is far from 0 in units of the rounding, BatchNorm keeps
   * away from it.
   */
  private static List<Draw> draws(HardInputs inputs) {
    int[][] shapes = {
      {4, 3, 2, 1, 9}, {5, 7, 3, 3, 17}, {13, 17, 2, 2, 67}, {39, 39, 1, 2, 41}, {40, 64, 1, 2, 23}
    };
    EncoderContractTest drawn = new EncoderContractTest();
    List<Draw> draws = new ArrayList<>();
    for (int[] shape : shapes) {
      for (int taken = 0; taken < 4; ) {
        boolean train = inputs != HardInputs.NORMAL || taken % 2 == 0;
        drawn.draw(shape[0], shape[1], shape[2], shape[3], shape[4]);
        if (inputs != HardInputs.NORMAL) {
          drawn.x = inputs.rows(drawn.random, drawn.batch * drawn.frames, shape[0]);
          drawn.keepReluOpenOrShut();
        }
        EncoderReference truth = drawn.reference(Arithmetic.FLOAT64, train);
        double[] z = truth.forward(drawn.x, drawn.lengths, drawn.frames);
        if (truth.nearest < 2e-5) {
          continue;
        }
        taken++;
        EncoderReference naive = drawn.reference(Arithmetic.FLOAT32, train);
        double[] naiveZ = naive.forward(drawn.x, drawn.lengths, drawn.frames);
        truth.backward(drawn.direction);
        naive.backward(drawn.direction);
        EncoderContractTest kept = new EncoderContractTest();
        kept.take(drawn);
        draws.add(new Draw(kept, train, truth, naive, z, naiveZ));
      }
    }
    return draws;
  }

  private EncoderReference reference(Arithmetic to, boolean train) {
    return new EncoderReference(to, network, parameters, statistics, train);
  }

  private void take(EncoderContractTest from) {
    network = from.network;
    batch = from.batch;
    frames = from.frames;
    lengths = from.lengths;
    x = from.x;
    parameters = from.parameters;
    statistics = from.statistics;
    direction = from.direction;
  }

  /** Gives each BatchNorm a small gamma, and a beta that is larger than it can make any value. */
  private void keepReluOpenOrShut() {
    int c = network.channels();
    int stream = (parameters.length - network.blocks()) / 2;
    int layer = 2 * c * c + 3 * c;
    int first = c * network.features() + c;
    for (int at = 0; at < 2 * stream; at++) {
      int inLayer = (at % stream - first) % layer - (2 * c * c + c);
      if (at % stream >= first && inLayer >= 0) {
        double small = parameters[at] / 10;
        parameters[at] = (float) (inLayer < c ? small : Math.copySign(2, small) + small);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"39, 39, 8, 5, 50", "40, 64, 8, 3, 131", "13, 5, 3, 7, 33"})
  void paddingChangesNothing(int features, int channels, int blocks, int rows, int longest) {
    draw(features, channels, blocks, rows, longest);
    for (boolean train : new boolean[] {false, true}) {
      Result tight = run(train, longest, 0);
      Result wide = run(train, longest + 61, Double.NaN);
      assertUnchanged("z", tight.z, wide.z);
      assertUnchanged("dparameters", tight.dparameters, wide.dparameters);
      assertUnchanged("dx", tight.dx, wide.dx);
      assertUnchanged("statistics", tight.statistics, wide.statistics);
    }
  }

  @ParameterizedTest
  @CsvSource({"39, 39, 8, 130, 196", "7, 11, 3, 17, 23"})
  void threadsDoNotMatter(int features, int channels, int blocks, int rows, int longest) {
    if (context.device().emulated() && rows > 100) {
      // As many rows, whose sums the order of blocks might change; fewer layers, which take
      // minutes.
      draw(features, channels, 2, rows, 29);
    } else {
      draw(features, channels, blocks, rows, longest);
    }
    Result two = run(true, frames, 0);
    for (int threads : new int[] {1, 3}) {
      context.close();
      context = setup.open(threads);
      stream = context.stream();
      Result other = run(true, frames, 0);
      assertArrayEquals(two.z, other.z);
      assertArrayEquals(two.dparameters, other.dparameters);
      assertArrayEquals(two.statistics, other.statistics);
    }
  }

  /** The widest input; with few frames a GPU can keep all of it on chip, with more it can't. */
  @ParameterizedTest
  @CsvSource({"2, 1, 2, 5", "3, 2, 2, 41"})
  void theWidestInput(int channels, int blocks, int rows, int longest) {
    for (boolean train : new boolean[] {false, true}) {
      EncoderReference truth;
      double[] z;
      do {
        draw(TimNet.MOST_FEATURES, channels, blocks, rows, longest);
        // Sums of so many products would drive BatchNorm, and its ReLU, to one side.
        x = scaled(x, 1.0 / 32);
        truth = reference(Arithmetic.FLOAT64, train);
        z = truth.forward(x, lengths, frames);
      } while (truth.nearest < 1e-4);
      truth.backward(direction);
      Result actual = run(train, longest, 0);
      assertClose("z", z, actual.z, 1e-5 * Comparison.largest(z));
      assertClose("statistics", truth.updated, actual.statistics);
      assertClose(
          "dparameters",
          truth.dparameters,
          actual.dparameters,
          1e-4 * Comparison.largest(truth.dparameters));
      assertClose("dx", truth.dx, actual.dx, 1e-4 * Comparison.largest(truth.dx));
      if (!train) {
        assertClose("z alone", z, evaluated(), 1e-5 * Comparison.largest(z));
      }
    }
  }

  /** z by the pass of inference, which keeps nothing. */
  private float[] evaluated() {
    Tensor z = zeros(batch * network.channels());
    try (TimNet encoder =
        new TimNet(stream, network, new TimNet.Shape(1, 1, batch, frames))
            .engine(engine(), Precision.FLOAT32)
            .input(floats(x), ints(lengths))
            .weights(floats(parameters), floats(statistics))
            .output(z, null)
            .allocate()) {
      encoder.forward();
    }
    return host(z);
  }

  @Test
  void aWiderInputIsRefusedByName() {
    TimNet.Network wider = new TimNet.Network(TimNet.MOST_FEATURES + 1, 2, 1);
    InvalidArgumentException e = assertThrows(InvalidArgumentException.class, wider::parameters);
    assertEquals("encoder_parameters: features is 4097; it must be from 1 to 4096", e.getMessage());
    try (TimNet encoder =
        new TimNet(stream, wider, new TimNet.Shape(1, 1, 1, 2))
            .engine(engine(), Precision.FLOAT32)) {
      e = assertThrows(InvalidArgumentException.class, encoder::workspaceBytes);
      assertEquals(
          "encoder_workspace: features is 4097; it must be from 1 to 4096", e.getMessage());
    }
  }

  /** Dropped channels are zero for all frames, at the wished rate, and change from step to step. */
  @ParameterizedTest
  @CsvSource({"0.1", "0.5"})
  void dropoutFollowsSeedAndStep(float rate) {
    draw(6, 8, 2, 16, 12);
    Tensor z = zeros(batch * network.channels());
    Tensor seeds = Tensor.of(stream, new long[] {42}, 1);
    Tensor step = Tensor.of(stream, new long[] {3}, 1);
    try (TimNet encoder =
        new TimNet(stream, network, new TimNet.Shape(1, 1, batch, frames))
            .train(true)
            .engine(engine(), Precision.FLOAT32)
            .dropout(rate, seeds, step)
            .input(floats(x), ints(lengths))
            .weights(floats(parameters), floats(statistics))
            .output(z, null)
            .allocate()) {
      encoder.forward();
      float[] first = host(z);
      encoder.forward();
      assertArrayEquals(first, host(z), "same seed and step");
      step.write(stream, 4L);
      encoder.forward();
      assertTrue(!Arrays.equals(first, host(z)), "another step");
      step.write(stream, 3L);
      seeds.write(stream, 43L);
      encoder.forward();
      assertTrue(!Arrays.equals(first, host(z)), "another seed");
    }
  }
}
