package org.emodna.gpu;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Tensor;
import org.emodna.kernels.TimNet;

/**
 * TIM-Net's encoder, whose work is dilated convolutions: outputs and gradients, by running
 * statistics and without dropout, on rows of different lengths.
 */
final class TimNetVerification implements VerifiedOperation {
  /** As wide as the encoder usually is; dilations 1, 2 and 4. */
  private static final TimNet.Network NETWORK = new TimNet.Network(39, 39, 3);

  private static final int FILTER = 2 * NETWORK.channels() * NETWORK.channels();

  private static final int[] LENGTHS = {41, 23};
  private static final int FRAMES = 41;

  /**
   * What enters a ReLU is farther from 0: some ten times what float32 gets wrong there, so that
   * kernels and references agree on what passes.
   */
  private static final double APART = 2e-5;

  private final float[] statistics;
  private final float[] parameters;
  private final float[] x;
  private final float[] dz;
  private final float[] dy;

  TimNetVerification(Random random) {
    int channels = NETWORK.channels();
    dz = Draws.normal(random, LENGTHS.length * channels, 1);
    dy = Draws.normal(random, LENGTHS.length * FRAMES * channels, 0.1);
    statistics = Draws.normal(random, (int) NETWORK.statistics(), 0.5);
    for (int i = 0; i < statistics.length; i++) {
      boolean variance = i / channels % 2 == 1;
      statistics[i] = variance ? 0.5f + Math.abs(statistics[i]) : statistics[i];
    }
    Float64Loops loops = new Float64Loops();
    float[] drawnParameters;
    float[] drawnX;
    TimNetReference reference;
    do {
      drawnParameters = Draws.normal(random, (int) NETWORK.parameters(), 0.2);
      drawnX = Draws.normal(random, LENGTHS.length * FRAMES * NETWORK.features(), 1);
      reference =
          new TimNetReference(NETWORK, loops, loops, drawnParameters, statistics, LENGTHS, FRAMES);
      reference.forward(drawnX);
    } while (reference.nearest() < APART);
    parameters = drawnParameters;
    x = drawnX;
  }

  @Override
  public String name() {
    return "encoder";
  }

  @Override
  public boolean convolves() {
    return true;
  }

  @Override
  public Map<String, float[]> actual(KernelContext context) {
    Stream stream = context.stream();
    Tensor z = Tensor.floats(context, LENGTHS.length, NETWORK.channels());
    Tensor y = Tensor.floats(context, LENGTHS.length, FRAMES, NETWORK.channels());
    Tensor dparameters = Tensor.floats(context, parameters.length);
    Tensor dx = Tensor.floats(context, LENGTHS.length, FRAMES, NETWORK.features());
    TimNet encoder =
        new TimNet(stream, NETWORK, new TimNet.Shape(1, 1, LENGTHS.length, FRAMES))
            .keep(true)
            .input(Tensor.of(stream, x, x.length), Tensor.of(stream, LENGTHS, LENGTHS.length))
            .weights(
                Tensor.of(stream, parameters, parameters.length),
                Tensor.of(stream, statistics, statistics.length))
            .sequence(TimNet.Sequence.TURNED_BACK, y)
            .output(z, null)
            .sequenceGradient(Tensor.of(stream, dy, dy.length))
            .gradients(Tensor.of(stream, dz, dz.length), dparameters, dx)
            .allocate();
    encoder.forward();
    encoder.backward();
    return results(
        y.toFloats(stream), z.toFloats(stream), dx.toFloats(stream), dparameters.toFloats(stream));
  }

  @Override
  public Map<String, float[]> expected(MatrixProduct product, DilatedConvolution convolution) {
    TimNetReference reference =
        new TimNetReference(NETWORK, product, convolution, parameters, statistics, LENGTHS, FRAMES);
    float[] y = reference.forward(x);
    float[][] gradients = reference.backward(dz, dy);
    return results(y, reference.mean(y), gradients[1], gradients[0]);
  }

  /** The parameters' gradient in parts, each by its own largest value: filters by dilation. */
  private static Map<String, float[]> results(
      float[] y, float[] z, float[] dx, float[] dparameters) {
    Map<String, float[]> results = new LinkedHashMap<>();
    results.put("y", y);
    results.put("z", z);
    results.put("dx", dx);
    float[] others = dparameters.clone();
    for (int block = 0; block < NETWORK.blocks(); block++) {
      float[] filters = new float[4 * FILTER];
      for (int layer = 0; layer < 4; layer++) {
        int place = filter(layer / 2, block, layer % 2);
        System.arraycopy(dparameters, place, filters, layer * FILTER, FILTER);
        Arrays.fill(others, place, place + FILTER, 0);
      }
      results.put("dfilters " + (1 << block), filters);
    }
    results.put("dothers", others);
    return results;
  }

  /** Where one of a block's two filters lies among the parameters. */
  private static int filter(int direction, int block, int layer) {
    int channels = NETWORK.channels();
    int stream = ((int) NETWORK.parameters() - NETWORK.blocks()) / 2;
    int input = channels * NETWORK.features() + channels;
    return direction * stream + input + (2 * block + layer) * CausalLayer.size(channels);
  }
}
