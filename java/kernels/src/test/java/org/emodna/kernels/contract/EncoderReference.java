package org.emodna.kernels.contract;

import org.emodna.kernels.Encoder;

/**
 * TIM-Net's encoder in plain float64, written from the formulas and for reading, not for speed.
 * Without dropout; one input, one domain.
 */
final class EncoderReference {
  private final Encoder.Network network;
  private final double[] parameters;
  private final double[] statistics;
  private final boolean train;

  /** Statistics after the pass: (1 - momentum) of the batch's mixed in, if training. */
  final double[] updated;

  EncoderReference(
      Encoder.Network network, double[] parameters, double[] statistics, boolean train) {
    this.network = network;
    this.parameters = parameters;
    this.statistics = statistics;
    this.updated = statistics.clone();
    this.train = train;
  }

  /**
   * z [B, C].
   *
   * @param x [B, T, F]
   * @param lengths [B]
   */
  double[] forward(double[] x, int[] lengths, int frames) {
    int f = network.features();
    int c = network.channels();
    int blocks = network.blocks();
    int batch = lengths.length;
    int fusion = parameters.length - blocks;
    double[] z = new double[batch * c];
    for (int direction = 0; direction < 2; direction++) {
      int p = direction * (fusion / 2);
      double[][][] h = new double[batch][][];
      for (int b = 0; b < batch; b++) {
        h[b] = new double[lengths[b]][c];
        for (int t = 0; t < lengths[b]; t++) {
          int from = direction == 0 ? t : lengths[b] - 1 - t;
          for (int o = 0; o < c; o++) {
            double sum = parameters[p + c * f + o];
            for (int i = 0; i < f; i++) {
              sum += parameters[p + o * f + i] * x[(b * frames + from) * f + i];
            }
            h[b][t][o] = sum;
          }
        }
      }
      p += c * f + c;
      int s = direction * blocks * 4 * c;
      for (int block = 0; block < blocks; block++) {
        int each = 2 * c * c + 3 * c;
        double[][][] inner = layer(h, 1 << block, p, s);
        double[][][] gate = layer(inner, 1 << block, p + each, s + 2 * c);
        p += 2 * each;
        s += 4 * c;
        for (int b = 0; b < batch; b++) {
          for (int t = 0; t < lengths[b]; t++) {
            for (int o = 0; o < c; o++) {
              h[b][t][o] /= 1 + Math.exp(-gate[b][t][o]);
              z[b * c + o] += parameters[fusion + block] * h[b][t][o] / lengths[b];
            }
          }
        }
      }
    }
    return z;
  }

  /** ReLU(BatchNorm(causal convolution)); weights at p, running statistics at s. */
  private double[][][] layer(double[][][] h, int dilation, int p, int s) {
    int c = network.channels();
    int bias = p + 2 * c * c;
    double[][][] y = new double[h.length][][];
    double[] mean = new double[c];
    double[] variance = new double[c];
    long count = 0;
    for (int b = 0; b < h.length; b++) {
      y[b] = new double[h[b].length][c];
      for (int t = 0; t < h[b].length; t++) {
        for (int o = 0; o < c; o++) {
          double sum = parameters[bias + o];
          for (int i = 0; i < c; i++) {
            if (t >= dilation) {
              sum += parameters[p + (o * c + i) * 2] * h[b][t - dilation][i];
            }
            sum += parameters[p + (o * c + i) * 2 + 1] * h[b][t][i];
          }
          y[b][t][o] = sum;
          mean[o] += sum;
        }
        count++;
      }
    }
    for (int o = 0; o < c; o++) {
      mean[o] /= Math.max(1, count);
      for (double[][] row : y) {
        for (double[] frame : row) {
          variance[o] += (frame[o] - mean[o]) * (frame[o] - mean[o]) / count;
        }
      }
      if (train) {
        updated[s + o] = 0.99 * statistics[s + o] + 0.01 * mean[o];
        updated[s + c + o] = 0.99 * statistics[s + c + o] + 0.01 * variance[o];
      } else {
        mean[o] = statistics[s + o];
        variance[o] = statistics[s + c + o];
      }
      double scale = parameters[bias + c + o] / Math.sqrt(variance[o] + 1e-3);
      for (double[][] row : y) {
        for (double[] frame : row) {
          double value = scale * (frame[o] - mean[o]) + parameters[bias + 2 * c + o];
          frame[o] = Math.max(0, value);
        }
      }
    }
    return y;
  }
}
