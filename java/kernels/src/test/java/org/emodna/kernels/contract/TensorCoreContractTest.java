package org.emodna.kernels.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.Arrays;
import org.emodna.kernels.Contrastive;
import org.emodna.kernels.DeviceUnavailableException;
import org.emodna.kernels.Precision;
import org.emodna.kernels.Tensor;
import org.emodna.kernels.TimNet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the precisions on tensor cores promise: an error that follows from their operands', the same
 * bits each time, and what is said of padding. The float32 kernels are held against the formulas by
 * the other suites.
 */
class TensorCoreContractTest extends KernelContract {
  @BeforeEach
  void needTensorCores() {
    assumeFalse(context.device().backend().equals("cpu"), "the CPU has float32 only");
  }

  /** Relative error of an operand. */
  private static double rounding(Precision precision) {
    return switch (precision) {
      case FLOAT32, TF32X3 -> 0;
      case TF32 -> 0x1p-11;
      case BF16 -> 0x1p-8;
    };
  }

  /** Root mean square of the difference over that of what is expected. */
  private static void assertNear(String what, double[] expected, float[] actual, double bound) {
    assertNear(what, expected, actual, bound, 0);
  }

  /**
   * @param least of the values' root mean square: what is smaller is a difference of such values
   */
  private static void assertNear(
      String what, double[] expected, float[] actual, double bound, double least) {
    double wrong = 0;
    double square = 0;
    for (int i = 0; i < expected.length; i++) {
      wrong += (actual[i] - expected[i]) * (actual[i] - expected[i]);
      square += expected[i] * expected[i];
    }
    double scale = Math.max(square, least * least * expected.length);
    double error = scale == 0 ? Math.sqrt(wrong) : Math.sqrt(wrong / scale);
    assertTrue(error <= bound, what + ": relative error " + error + " of " + bound);
  }

  private static double[] wide(float[] values) {
    double[] result = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = values[i];
    }
    return result;
  }

  private record Rows(double[] values, int dim) {
    Rows {
      for (int from = 0; from < values.length; from += dim) {
        double norm = 0;
        for (int d = from; d < from + dim; d++) {
          norm += values[d] * values[d];
        }
        for (int d = from; d < from + dim; d++) {
          values[d] = (float) (values[d] / Math.sqrt(norm));
        }
      }
    }
  }

  private record Loss(float[] value, float[] du, float[] dv) {}

  private Loss contrastive(
      Precision precision, Rows u, Rows v, int[] labels, int gap, float temperature) {
    Contrastive.Shape shape =
        Contrastive.Shape.of(1, labels.length, v.values.length / v.dim, u.dim)
            .withTemperature(temperature);
    Tensor value = zeros(1);
    Tensor du = from(gap, new double[u.values.length]);
    Tensor dv = from(gap, new double[v.values.length]);
    try (Contrastive op = new Contrastive(stream, shape).precision(precision)) {
      op.input(from(gap, u.values), 0, from(gap, v.values), 0, ints(labels), 0);
      op.output(value, null).gradients(du, dv, null).allocate().run();
    }
    return new Loss(host(value), host(du), host(dv));
  }

  /** One, a prime and most coordinates; tiles full and just begun; rows that begin anywhere. */
  @ParameterizedTest
  @CsvSource({"2,0,1,0", "37,19,7,1", "64,32,64,0", "129,67,61,3"})
  void contrastiveIsAsExactAsItsOperands(int anchors, int keys, int dim, int gap) {
    compareContrastive(anchors, keys, dim, gap, Precision.values());
  }

  /** Sizes for which a device may tile differently. */
  @ParameterizedTest
  @CsvSource({"1451,20,8,TF32", "2830,40,3,BF16"})
  void manyRowsAreAsExact(int anchors, int keys, int dim, Precision precision) {
    compareContrastive(anchors, keys, dim, 0, precision);
  }

  private void compareContrastive(
      int anchors, int keys, int dim, int gap, Precision... precisions) {
    Rows u = new Rows(normal(anchors * dim, 1), dim);
    Rows v = new Rows(normal(keys * dim, 1), dim);
    int[] labels = labels(anchors, -1, 5);
    labels[0] = 0;
    labels[1] = 0;
    float temperature = 0.2f;
    double[] du = new double[u.values.length];
    double[] dv = new double[v.values.length];
    double value =
        new ContrastiveReference(u.values, v.values, labels, dim, temperature).value(1, du, dv);
    for (Precision precision : precisions) {
      Loss loss = contrastive(precision, u, v, labels, gap, temperature);
      // Of rows of few coordinates nearly all similarities are 1 or -1: errors up to those of two
      // operands, through an exponential of similarity / temperature.
      double bound = 2 * rounding(precision) / temperature + 2e-5;
      assertNear(precision + " loss", new double[] {value}, loss.value, bound);
      assertNear(precision + " du", du, loss.du, bound);
      assertNear(precision + " dv", dv, loss.dv, bound);
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void contrastiveGivesTheSameBitsTwice(Precision precision) {
    Rows u = new Rows(normal(131 * 64, 1), 64);
    Rows v = new Rows(normal(67 * 64, 1), 64);
    int[] labels = labels(131, -1, 4);
    Loss once = contrastive(precision, u, v, labels, 0, 0.07f);
    Loss again = contrastive(precision, u, v, labels, 0, 0.07f);
    assertArrayEquals(once.value, again.value);
    assertArrayEquals(once.du, again.du);
    assertArrayEquals(once.dv, again.dv);
  }

  @ParameterizedTest
  @EnumSource(value = Precision.class, names = "FLOAT32", mode = EnumSource.Mode.EXCLUDE)
  void whatTensorCoresDoNotTakeIsRefusedByName(Precision precision) {
    try (Contrastive wide =
        new Contrastive(stream, Contrastive.Shape.of(1, 2, 2, 65).withTemperature(0.1f))
            .precision(precision)) {
      String message = assertThrows(DeviceUnavailableException.class, wide::allocate).getMessage();
      assertTrue(message.contains("65") && message.contains("decoupling.precision"), message);
    }
  }

  private record Pass(float[] z, float[] dparameters, float[] dx, float[] statistics) {}

  /** What one encoder is given. */
  private final class Case {
    final TimNet.Network network;
    final int batch;
    final int frames;
    final int[] lengths;
    final double[] x;
    final double[] parameters;
    final double[] statistics;
    final double[] direction;

    Case(int features, int channels, int blocks, int batch, int frames) {
      this.network = new TimNet.Network(features, channels, blocks);
      this.batch = batch;
      this.frames = frames;
      lengths = labels(batch, 1, frames);
      lengths[0] = frames;
      // Sums over a wide input are no larger than over a narrow one.
      x = normal(batch * frames * features, features > 1000 ? 1.0 / 32 : 1);
      // Values that neither grow nor fade from layer to layer: large ones would open other ReLUs.
      parameters = normal((int) network.parameters(), 1 / Math.sqrt(channels + 2));
      statistics = normal((int) network.statistics(), 0.5);
      for (int i = 0; i < statistics.length; i++) {
        // Variances are positive.
        statistics[i] = i / channels % 2 == 1 ? 0.5 + Math.abs(statistics[i]) : statistics[i];
      }
      direction = normal(batch * channels, 1);
    }

    Pass run(Precision precision, boolean train, int more) {
      int f = network.features();
      int allotted = frames + more;
      double[] padded = nans(batch * allotted * f);
      for (int b = 0; b < batch; b++) {
        System.arraycopy(x, b * frames * f, padded, b * allotted * f, lengths[b] * f);
      }
      Tensor z = zeros(batch * network.channels());
      Tensor dparameters = zeros(parameters.length);
      Tensor dx = zeros(padded.length);
      Tensor running = floats(statistics);
      try (TimNet encoder =
          new TimNet(stream, network, new TimNet.Shape(1, 1, batch, allotted))
              .engine(TimNet.Engine.FUSED, precision)
              .train(train)
              .keep(true)
              .input(floats(padded), ints(lengths))
              .weights(floats(parameters), running)
              .output(z, null)
              .gradients(floats(direction), dparameters, dx)
              .allocate()) {
        encoder.forward();
        encoder.backward();
      }
      float[] all = host(dx);
      float[] cut = new float[batch * frames * f];
      for (int b = 0; b < batch; b++) {
        System.arraycopy(all, b * allotted * f, cut, b * frames * f, lengths[b] * f);
      }
      return new Pass(host(z), host(dparameters), cut, host(running));
    }
  }

  /** One, a prime, more than a tile of channels, features and frames. */
  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 3, 1",
    "39, 39, 8, 3, 50",
    "17, 13, 5, 4, 37",
    "41, 83, 2, 2, 61",
    "5, 3, 9, 1, 300",
    "4096, 3, 1, 2, 5"
  })
  void theEncoderIsAsExactAsItsOperands(
      int features, int channels, int blocks, int batch, int frames) {
    Case one = new Case(features, channels, blocks, batch, frames);
    for (boolean train : new boolean[] {false, true}) {
      Pass exact = one.run(Precision.FLOAT32, train, 0);
      for (Precision precision : Precision.values()) {
        Pass pass = one.run(precision, train, 0);
        String what = precision + (train ? " training, " : " evaluation, ");
        double e = rounding(precision);
        assertNear(what + "statistics", wide(exact.statistics), pass.statistics, 16 * e + 1e-4);
        // A single channel's z may be near zero, with nothing beside it.
        double least = channels > 1 ? 0 : 1;
        assertNear(what + "z", wide(exact.z), pass.z, 16 * e + 1e-4, least);
        if (channels > 1) {
          // A ReLU at a value near zero opens or shuts; a single one would be all there is.
          assertNear(what + "dW", wide(exact.dparameters), pass.dparameters, 64 * e + 2e-2);
          assertNear(what + "dx", wide(exact.dx), pass.dx, 64 * e + 2e-2);
        }
        if (precision != Precision.FLOAT32 && channels > 1) {
          // z alone has few values, which may agree by chance.
          assertFalse(
              Arrays.equals(exact.z, pass.z)
                  && Arrays.equals(exact.dx, pass.dx)
                  && Arrays.equals(exact.dparameters, pass.dparameters),
              precision + " has float32's bits");
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"39, 39, 8, 2, 50", "17, 3, 2, 2, 211"})
  void paddingNeverChangesABit(int features, int channels, int blocks, int batch, int frames) {
    Case one = new Case(features, channels, blocks, batch, frames);
    for (Precision precision : Precision.values()) {
      Pass tight = one.run(precision, true, 0);
      Pass wide = one.run(precision, true, 61);
      assertArrayEquals(tight.z, wide.z);
      assertArrayEquals(tight.dparameters, wide.dparameters);
      assertArrayEquals(tight.dx, wide.dx);
      assertArrayEquals(tight.statistics, wide.statistics);
    }
  }
}
