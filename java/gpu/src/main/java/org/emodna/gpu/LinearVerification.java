package org.emodna.gpu;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Linear;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Tensor;

/** A linear layer with its gradients: three products of matrices, and two sums over the rows. */
final class LinearVerification implements VerifiedOperation {
  // Odd, and more than a tile each.
  private static final int ROWS = 131;
  private static final int INPUTS = 67;
  private static final int OUTPUTS = 37;

  private final float[] x;
  private final float[] weight;
  private final float[] bias;
  private final float[] dy;

  LinearVerification(Random random) {
    x = Draws.normal(random, ROWS * INPUTS, 1);
    weight = Draws.normal(random, OUTPUTS * INPUTS, 1 / Math.sqrt(INPUTS));
    bias = Draws.normal(random, OUTPUTS, 1);
    dy = Draws.normal(random, ROWS * OUTPUTS, 1);
  }

  @Override
  public String name() {
    return "linear layer";
  }

  @Override
  public boolean convolves() {
    return false;
  }

  @Override
  public Map<String, float[]> actual(KernelContext context) {
    Stream stream = context.stream();
    Tensor y = Tensor.floats(context, ROWS, OUTPUTS);
    Tensor dx = Tensor.floats(context, ROWS, INPUTS);
    Tensor dweight = Tensor.floats(context, OUTPUTS, INPUTS);
    Tensor dbias = Tensor.floats(context, OUTPUTS);
    Linear linear =
        new Linear(stream, Linear.Shape.of(1, ROWS, INPUTS, OUTPUTS))
            .input(Tensor.of(stream, x, x.length), 0)
            .weights(Tensor.of(stream, weight, weight.length), Tensor.of(stream, bias, bias.length))
            .output(y)
            .gradients(Tensor.of(stream, dy, dy.length), dx, dweight, dbias);
    linear.forward();
    linear.backward();
    return results(
        y.toFloats(stream), dx.toFloats(stream), dweight.toFloats(stream), dbias.toFloats(stream));
  }

  @Override
  public Map<String, float[]> expected(MatrixProduct library, DilatedConvolution convolution) {
    RowMajor products = new RowMajor(library);
    float[] y = products.productWithTransposed(ROWS, OUTPUTS, INPUTS, x, weight);
    for (int i = 0; i < y.length; i++) {
      y[i] += bias[i % OUTPUTS];
    }
    float[] ones = new float[ROWS];
    Arrays.fill(ones, 1);
    return results(
        y,
        products.product(ROWS, INPUTS, OUTPUTS, dy, weight),
        products.productOfTransposed(OUTPUTS, INPUTS, ROWS, dy, x),
        products.product(1, OUTPUTS, ROWS, ones, dy));
  }

  private static Map<String, float[]> results(
      float[] y, float[] dx, float[] dweight, float[] dbias) {
    Map<String, float[]> results = new LinkedHashMap<>();
    results.put("y", y);
    results.put("dx", dx);
    results.put("dweight", dweight);
    results.put("dbias", dbias);
    return results;
  }
}
