package org.emodna.gpu;

import java.util.Arrays;
import org.emodna.kernels.TimNet;

/**
 * TIM-Net's encoder without dropout, by running statistics, with its gradients: the dilated
 * convolutions and the 1x1 ones are a library's, all else is done here ({@code emodna/encoder.h}).
 */
final class TimNetReference {
  private final TimNet.Network network;
  private final RowMajor products;
  private final DilatedConvolution convolution;
  private final float[] parameters;
  private final float[] statistics;
  private final int[] lengths;
  private final int frames;

  /** By direction and row: the frames as the stream sees them, [F, T]. */
  private final float[][][] seen = new float[2][][];

  /** By direction and block: what enters it, and after the last one what leaves it; [B, C, T]. */
  private final float[][][] blocks = new float[2][][];

  /** By direction and block, what the sigmoid makes of its second layer; [B, C, T]. */
  private final float[][][] gates = new float[2][][];

  private final CausalLayer[][] layers = new CausalLayer[2][];

  TimNetReference(
      TimNet.Network network,
      MatrixProduct product,
      DilatedConvolution convolution,
      float[] parameters,
      float[] statistics,
      int[] lengths,
      int frames) {
    this.network = network;
    this.products = new RowMajor(product);
    this.convolution = convolution;
    this.parameters = parameters;
    this.statistics = statistics;
    this.lengths = lengths;
    this.frames = frames;
  }

  /** How near the input of a ReLU came to 0 in the forward pass. */
  double nearest() {
    double nearest = Double.MAX_VALUE;
    for (CausalLayer[] stream : layers) {
      for (CausalLayer layer : stream) {
        nearest = Math.min(nearest, layer.nearest());
      }
    }
    return nearest;
  }

  /** The sequence y [B, T, C], whose second stream is turned back, of x [B, T, F]. */
  float[] forward(float[] x) {
    double[] y = new double[lengths.length * frames * network.channels()];
    for (int direction = 0; direction < 2; direction++) {
      stream(direction, x);
      for (int block = 0; block < network.blocks(); block++) {
        double weight = parameters[fusion() + block];
        float[] left = blocks[direction][block + 1];
        for (int b = 0; b < lengths.length; b++) {
          for (int t = 0; t < lengths[b]; t++) {
            for (int c = 0; c < network.channels(); c++) {
              y[frame(direction, b, t) * network.channels() + c] += weight * left[at(b, c, t)];
            }
          }
        }
      }
    }
    return Float64Loops.narrow(y);
  }

  /** z [B, C], the mean over time of the sequence. */
  float[] mean(float[] y) {
    int channels = network.channels();
    double[] z = new double[lengths.length * channels];
    for (int b = 0; b < lengths.length; b++) {
      for (int i = 0; i < lengths[b] * channels; i++) {
        z[b * channels + i % channels] += (double) y[b * frames * channels + i] / lengths[b];
      }
    }
    return Float64Loops.narrow(z);
  }

  private void stream(int direction, float[] x) {
    int place = place(direction);
    int inputWeights = network.channels() * network.features();
    float[] weight = Arrays.copyOfRange(parameters, place, place + inputWeights);
    seen[direction] = new float[lengths.length][];
    float[] h = new float[planes()];
    for (int b = 0; b < lengths.length; b++) {
      seen[direction][b] = seen(direction, b, x);
      float[] row =
          products.product(
              network.channels(), frames, network.features(), weight, seen[direction][b]);
      for (int c = 0; c < network.channels(); c++) {
        for (int t = 0; t < lengths[b]; t++) {
          h[at(b, c, t)] = row[c * frames + t] + parameters[place + inputWeights + c];
        }
      }
    }
    place += inputWeights + network.channels();
    int statistic = direction * network.blocks() * 4 * network.channels();
    blocks[direction] = new float[network.blocks() + 1][];
    gates[direction] = new float[network.blocks()][];
    layers[direction] = new CausalLayer[2 * network.blocks()];
    for (int block = 0; block < network.blocks(); block++) {
      blocks[direction][block] = h;
      float[] gate = h;
      for (int k = 0; k < 2; k++) {
        CausalLayer layer = new CausalLayer(convolution, shape(block), lengths, parameters, place);
        gate = layer.forward(gate, parameters, statistics, statistic);
        layers[direction][2 * block + k] = layer;
        place += CausalLayer.size(network.channels());
        statistic += 2 * network.channels();
      }
      gates[direction][block] = new float[planes()];
      float[] next = new float[planes()];
      for (int i = 0; i < next.length; i++) {
        double open = 1 / (1 + Math.exp(-gate[i]));
        gates[direction][block][i] = (float) open;
        next[i] = (float) (h[i] * open);
      }
      h = next;
    }
    blocks[direction][network.blocks()] = h;
  }

  /**
   * After a forward pass, the gradients of sum(z dz) + sum(y dy): of the parameters, and of x [B,
   * T, F].
   */
  float[][] backward(float[] dz, float[] dy) {
    float[] dparameters = new float[parameters.length];
    double[] dx = new double[lengths.length * frames * network.features()];
    for (int direction = 0; direction < 2; direction++) {
      float[] dsum = gradientOfSum(direction, dz, dy);
      float[] dh = new float[planes()];
      for (int block = network.blocks() - 1; block >= 0; block--) {
        float[] h = blocks[direction][block];
        float[] gate = gates[direction][block];
        float[] dgate = new float[planes()];
        double dweight = 0;
        for (int i = 0; i < dh.length; i++) {
          double slope = dh[i] + (double) parameters[fusion() + block] * dsum[i];
          dweight += (double) blocks[direction][block + 1][i] * dsum[i];
          dgate[i] = (float) (slope * h[i] * gate[i] * (1 - (double) gate[i]));
          dh[i] = (float) (slope * gate[i]);
        }
        dparameters[fusion() + block] += (float) dweight;
        for (int k = 1; k >= 0; k--) {
          dgate = layers[direction][2 * block + k].backward(dgate, dparameters);
        }
        for (int i = 0; i < dh.length; i++) {
          dh[i] += dgate[i];
        }
      }
      inputGradients(direction, dh, dparameters, dx);
    }
    return new float[][] {dparameters, Float64Loops.narrow(dx)};
  }

  /** The gradient of the weighted sum as the direction runs, [B, C, T]. */
  private float[] gradientOfSum(int direction, float[] dz, float[] dy) {
    int channels = network.channels();
    float[] dsum = new float[planes()];
    for (int b = 0; b < lengths.length; b++) {
      for (int t = 0; t < lengths[b]; t++) {
        for (int c = 0; c < channels; c++) {
          double pooled = (double) dz[b * channels + c] / lengths[b];
          dsum[at(b, c, t)] = (float) (pooled + dy[frame(direction, b, t) * channels + c]);
        }
      }
    }
    return dsum;
  }

  private void inputGradients(int direction, float[] dh, float[] dparameters, double[] dx) {
    int place = place(direction);
    int channels = network.channels();
    int features = network.features();
    float[] weight = Arrays.copyOfRange(parameters, place, place + channels * features);
    for (int b = 0; b < lengths.length; b++) {
      int row = b * channels * frames;
      float[] gradient = Arrays.copyOfRange(dh, row, row + channels * frames);
      float[] dweight =
          products.productWithTransposed(channels, features, frames, gradient, seen[direction][b]);
      for (int i = 0; i < dweight.length; i++) {
        dparameters[place + i] += dweight[i];
      }
      for (int i = 0; i < gradient.length; i++) {
        dparameters[place + dweight.length + i / frames] += gradient[i];
      }
      float[] dseen = products.productOfTransposed(features, frames, channels, weight, gradient);
      for (int t = 0; t < lengths[b]; t++) {
        for (int f = 0; f < features; f++) {
          dx[frame(direction, b, t) * features + f] += dseen[f * frames + t];
        }
      }
    }
  }

  /** What a direction sees of a row of x, [F, T]. */
  private float[] seen(int direction, int row, float[] x) {
    int features = network.features();
    float[] turned = new float[features * frames];
    for (int t = 0; t < lengths[row]; t++) {
      for (int f = 0; f < features; f++) {
        turned[f * frames + t] = x[frame(direction, row, t) * features + f];
      }
    }
    return turned;
  }

  private DilatedConvolution.Shape shape(int block) {
    int channels = network.channels();
    return new DilatedConvolution.Shape(lengths.length, channels, channels, frames, 1 << block);
  }

  /** Which frame of all rows a direction sees as its t-th. */
  private int frame(int direction, int row, int t) {
    return row * frames + (direction == 0 ? t : lengths[row] - 1 - t);
  }

  private int at(int row, int channel, int t) {
    return (row * network.channels() + channel) * frames + t;
  }

  private int planes() {
    return lengths.length * network.channels() * frames;
  }

  private int fusion() {
    return parameters.length - network.blocks();
  }

  /** Where a direction's parameters begin. */
  private int place(int direction) {
    return direction * (fusion() / 2);
  }
}
