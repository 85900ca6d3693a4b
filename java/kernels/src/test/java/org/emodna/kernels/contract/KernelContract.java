package org.emodna.kernels.contract;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every device must compute, whatever it is. A suite of this kind runs once for each {@link
 * Setup}, on inputs that are fresh in every run; the system property {@code emodna.seed} repeats
 * one.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("org.emodna.kernels.contract.Setup#all")
abstract class KernelContract {
  static final long SEED = Long.getLong("emodna.seed", System.nanoTime());

  static {
    System.out.println("inputs from -Demodna.seed=" + SEED);
  }

  @Parameter Setup setup;

  KernelContext context;
  Stream stream;
  final Random random = new Random(SEED);

  @BeforeEach
  void open() {
    context = setup.open(2);
    stream = context.stream();
  }

  @AfterEach
  void close() {
    context.close();
  }

  /** Normally distributed numbers, exact in float32. */
  final double[] normal(int count, double scale) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextGaussian() * scale);
    }
    return values;
  }

  final int[] labels(int count, int lowest, int highest) {
    return random.ints(count, lowest, highest + 1).toArray();
  }

  final Tensor floats(double... values) {
    float[] narrow = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      narrow[i] = (float) values[i];
    }
    return Tensor.of(stream, narrow, narrow.length);
  }

  /** Values behind `gap` others: with an odd gap no row begins at an even address. */
  final Tensor from(int gap, double[] values) {
    double[] shifted = new double[gap + values.length];
    System.arraycopy(values, 0, shifted, gap, values.length);
    return floats(shifted).view(gap, values.length);
  }

  final Tensor zeros(int count) {
    return Tensor.floats(context, count);
  }

  final Tensor ints(int... values) {
    return Tensor.of(stream, values, values.length);
  }

  final float[] host(Tensor tensor) {
    return tensor.toFloats(stream);
  }

  /** Central differences of value with respect to every element of x, which value must read. */
  static double[] differences(double[] x, DoubleSupplier value) {
    return differences(x, value, 1e-6);
  }

  /** With a small h, where value has kinks: then hardly ever one lies between the two points. */
  static double[] differences(double[] x, DoubleSupplier value, double h) {
    double[] gradient = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double before = x[i];
      double step = h * Math.max(1, Math.abs(before));
      x[i] = before + step;
      double above = value.getAsDouble();
      x[i] = before - step;
      gradient[i] = (above - value.getAsDouble()) / (2 * step);
      x[i] = before;
    }
    return gradient;
  }

  static double[] nans(int count) {
    double[] values = new double[count];
    Arrays.fill(values, Double.NaN);
    return values;
  }

  static double[] scaled(double[] values, double factor) {
    double[] result = values.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] *= factor;
    }
    return result;
  }

  static double product(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
