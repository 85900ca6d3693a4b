package org.emodna.gpu;

import java.util.Arrays;
import org.emodna.gpu.DilatedConvolution.Shape;

/**
 * ReLU(BatchNorm(causal dilated convolution)) by running statistics, with its gradient. The library
 * convolves without padding: {@code dilation} zeros before the first frame make that causal. All
 * else is done here, in float64 and rounded where it is stored.
 *
 * <p>Values lie as the library wants them, [B, C, T], and are 0 after a row's length.
 */
final class CausalLayer {
  private static final double EPSILON = 1e-3f;

  private final DilatedConvolution library;
  private final Shape shape;
  private final int[] lengths;
  private final float[] weight;

  /** Where weight [C, C, 2], bias, gamma and beta [C] begin in the encoder's parameters. */
  private final int place;

  private float[] padded;
  private float[] normal;
  private float[] output;
  private final double[] scale;

  /** How near the input of the ReLU came to 0: there a gradient is a matter of rounding. */
  private double nearest = Double.MAX_VALUE;

  /**
   * @param place of its parameters
   */
  CausalLayer(
      DilatedConvolution library, Shape shape, int[] lengths, float[] parameters, int place) {
    this.library = library;
    this.shape = shape;
    this.lengths = lengths;
    this.place = place;
    weight = Arrays.copyOfRange(parameters, place, place + shape.weights());
    scale = new double[shape.outputs()];
  }

  /** Parameters of a layer of so many channels. */
  static int size(int channels) {
    return 2 * channels * channels + 3 * channels;
  }

  double nearest() {
    return nearest;
  }

  /** Where its bias begins, which gamma and beta follow. */
  private int bias() {
    return place + shape.weights();
  }

  /**
   * The layer's output.
   *
   * @param statistics running mean and biased variance, [2, C] from {@code offset} on
   */
  float[] forward(float[] input, float[] parameters, float[] statistics, int offset) {
    int channels = shape.outputs();
    padded = pad(input);
    float[] convolved = library.forward(shape, padded, weight);
    normal = new float[convolved.length];
    output = new float[convolved.length];
    for (int c = 0; c < channels; c++) {
      double inverse = 1 / Math.sqrt(statistics[offset + channels + c] + EPSILON);
      double gamma = parameters[bias() + channels + c];
      scale[c] = gamma * inverse;
      for (int b = 0; b < lengths.length; b++) {
        for (int t = 0; t < lengths[b]; t++) {
          int at = (b * channels + c) * shape.frames() + t;
          double centred = (double) convolved[at] + parameters[bias() + c] - statistics[offset + c];
          double value = gamma * centred * inverse + parameters[bias() + 2 * channels + c];
          nearest = Math.min(nearest, Math.abs(value));
          normal[at] = (float) (centred * inverse);
          output[at] = (float) Math.max(0, value);
        }
      }
    }
    return output;
  }

  /**
   * The gradient of the input from that of the output; the parameters' are written to their places.
   */
  float[] backward(float[] gradient, float[] dparameters) {
    int channels = shape.outputs();
    float[] dconvolved = new float[gradient.length];
    for (int c = 0; c < channels; c++) {
      double sum = 0;
      double along = 0;
      for (int b = 0; b < lengths.length; b++) {
        for (int t = 0; t < lengths[b]; t++) {
          int at = (b * channels + c) * shape.frames() + t;
          if (output[at] > 0) {
            sum += gradient[at];
            along += (double) gradient[at] * normal[at];
            dconvolved[at] = (float) (gradient[at] * scale[c]);
          }
        }
      }
      dparameters[bias() + c] = (float) (sum * scale[c]);
      dparameters[bias() + channels + c] = (float) along;
      dparameters[bias() + 2 * channels + c] = (float) sum;
    }
    float[] dweight = library.backwardFilter(shape, padded, dconvolved);
    System.arraycopy(dweight, 0, dparameters, place, dweight.length);
    return cut(library.backwardData(shape, weight, dconvolved));
  }

  private float[] pad(float[] frames) {
    float[] wide = new float[shape.xSize()];
    for (int plane = 0; plane < shape.rows() * shape.inputs(); plane++) {
      int to = plane * shape.padded() + shape.dilation();
      System.arraycopy(frames, plane * shape.frames(), wide, to, shape.frames());
    }
    return wide;
  }

  private float[] cut(float[] wide) {
    float[] frames = new float[shape.rows() * shape.inputs() * shape.frames()];
    for (int plane = 0; plane < shape.rows() * shape.inputs(); plane++) {
      int from = plane * shape.padded() + shape.dilation();
      System.arraycopy(wide, from, frames, plane * shape.frames(), shape.frames());
    }
    return frames;
  }
}
