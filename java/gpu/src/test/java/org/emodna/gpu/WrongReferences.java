package org.emodna.gpu;

import java.util.Map;
import java.util.function.UnaryOperator;

/** References that err as kernels and libraries do, so that a check which sees nothing shows. */
final class WrongReferences {
  private static final Float64Loops RIGHT = new Float64Loops();

  private WrongReferences() {}

  static final Map<String, MatrixProduct> PRODUCTS =
      Map.of(
          "the last term is missing",
          (m, n, k, a, b) -> RIGHT.product(m, n, Math.max(1, k - 1), a, b),
          "operands are rounded to TF32",
          (m, n, k, a, b) -> RIGHT.product(m, n, k, rounded(a), rounded(b)),
          "one element is off by 3e-5 of the largest",
          (m, n, k, a, b) -> oneOff(RIGHT.product(m, n, k, a, b)),
          "one element is NaN",
          (m, n, k, a, b) -> {
            float[] c = RIGHT.product(m, n, k, a, b);
            c[c.length - 1] = Float.NaN;
            return c;
          });

  static final Map<String, DilatedConvolution> CONVOLUTIONS =
      Map.of(
          "forward with the taps in reverse",
          new Changed(WrongReferences::swapped, w -> w, dw -> dw),
          "the input's gradient with the taps in reverse",
          new Changed(w -> w, WrongReferences::swapped, dw -> dw),
          "the filter's gradient with the taps in reverse",
          new Changed(w -> w, w -> w, WrongReferences::swapped),
          "one element of the filter's gradient is off by 3e-5 of the largest",
          new Changed(w -> w, w -> w, WrongReferences::oneOff),
          "forward with weights rounded to TF32",
          new Changed(WrongReferences::rounded, w -> w, dw -> dw));

  private record Changed(
      UnaryOperator<float[]> forwardFilter,
      UnaryOperator<float[]> backwardFilter,
      UnaryOperator<float[]> filterGradient)
      implements DilatedConvolution {
    @Override
    public float[] forward(Shape shape, float[] x, float[] w) {
      return RIGHT.forward(shape, x, forwardFilter.apply(w));
    }

    @Override
    public float[] backwardData(Shape shape, float[] w, float[] dy) {
      return RIGHT.backwardData(shape, backwardFilter.apply(w), dy);
    }

    @Override
    public float[] backwardFilter(Shape shape, float[] x, float[] dy) {
      return filterGradient.apply(RIGHT.backwardFilter(shape, x, dy));
    }
  }

  private static float[] swapped(float[] w) {
    float[] swapped = new float[w.length];
    for (int i = 0; i < w.length; i++) {
      swapped[i] = w[i ^ 1];
    }
    return swapped;
  }

  private static float[] oneOff(float[] values) {
    float[] changed = values.clone();
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    changed[changed.length / 2] += 3e-5f * largest;
    return changed;
  }

  private static MatrixProduct.Operand rounded(MatrixProduct.Operand operand) {
    return new MatrixProduct.Operand(
        rounded(operand.values()), operand.leading(), operand.transposed());
  }

  /** TF32 keeps 10 bits of fraction. */
  private static float[] rounded(float[] values) {
    float[] rounded = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = Float.intBitsToFloat((Float.floatToIntBits(values[i]) + 0x1000) & ~0x1fff);
    }
    return rounded;
  }
}
