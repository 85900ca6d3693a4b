package org.emodna.kernels.contract;

import org.emodna.kernels.TimNet;

/**
 * TIM-Net's encoder with its gradient, written from the formulas and for reading, not for speed, in
 * float64 or naively in float32. Without dropout; one input, one domain.
 *
 * <p>Statistics over a batch are float64 in either: the naive kernel is one with sound statistics,
 * which makes it the harder to compare with.
 */
final class EncoderReference {
  private final Arithmetic to;
  private final TimNet.Network network;
  private final double[] parameters;
  private final double[] statistics;
  private final boolean train;

  /** Statistics after the pass: (1 - momentum) of the batch's mixed in, if training. */
  final double[] updated;

  /** Gradients after {@link #backward}: of the parameters, and of x. */
  final double[] dparameters;

  double[] dx;

  /** How near the input of a ReLU came to 0. */
  double nearest = Double.MAX_VALUE;

  private double[] x;
  private int[] lengths;
  private int frames;

  /** [direction][block] the input of each block. */
  private final double[][][][][] inputs;

  /** [direction][2 block + k]. */
  private final Layer[][] layers;

  EncoderReference(
      TimNet.Network network, double[] parameters, double[] statistics, boolean train) {
    this(Arithmetic.FLOAT64, network, parameters, statistics, train);
  }

  EncoderReference(
      Arithmetic to,
      TimNet.Network network,
      double[] parameters,
      double[] statistics,
      boolean train) {
    this.to = to;
    this.network = network;
    this.parameters = parameters;
    this.statistics = statistics;
    this.updated = statistics.clone();
    this.train = train;
    dparameters = new double[parameters.length];
    inputs = new double[2][network.blocks() + 1][][][];
    layers = new Layer[2][2 * network.blocks()];
  }

  /** A convolution with what follows; all arrays are [row][frame][channel] or [channel]. */
  private record Layer(
      double[][][] input, double[][][] normal, double[][][] output, double[] inverse, int p) {}

  /**
   * z [B, C].
   *
   * @param x [B, T, F]
   * @param lengths [B]
   */
  double[] forward(double[] x, int[] lengths, int frames) {
    this.x = x;
    this.lengths = lengths;
    this.frames = frames;
    int f = network.features();
    int c = network.channels();
    int blocks = network.blocks();
    int batch = lengths.length;
    double[] z = new double[batch * c];
    for (int direction = 0; direction < 2; direction++) {
      int p = stream(direction);
      double[][][] h = new double[batch][][];
      for (int b = 0; b < batch; b++) {
        h[b] = new double[lengths[b]][c];
        for (int t = 0; t < lengths[b]; t++) {
          for (int o = 0; o < c; o++) {
            double sum = parameters[p + c * f + o];
            for (int i = 0; i < f; i++) {
              sum = to.add(sum, parameters[p + o * f + i] * x[input(direction, b, t) + i]);
            }
            h[b][t][o] = sum;
          }
        }
      }
      p += c * f + c;
      int s = direction * blocks * 4 * c;
      for (int block = 0; block < blocks; block++) {
        inputs[direction][block] = h;
        Layer inner = layer(h, 1 << block, p, s);
        Layer gate = layer(inner.output, 1 << block, p + layerSize(), s + 2 * c);
        layers[direction][2 * block] = inner;
        layers[direction][2 * block + 1] = gate;
        p += 2 * layerSize();
        s += 4 * c;
        double[][][] next = new double[batch][][];
        for (int b = 0; b < batch; b++) {
          next[b] = new double[lengths[b]][c];
          for (int t = 0; t < lengths[b]; t++) {
            for (int o = 0; o < c; o++) {
              next[b][t][o] = to.of(h[b][t][o] * sigmoid(gate.output[b][t][o]));
            }
          }
        }
        h = next;
      }
      inputs[direction][blocks] = h;
    }
    for (int block = 0; block < blocks; block++) {
      for (int at = 0; at < z.length; at++) {
        z[at] = to.add(z[at], parameters[fusion() + block] * mean(block, at / c, at % c));
      }
    }
    return z;
  }

  private int fusion() {
    return parameters.length - network.blocks();
  }

  /** Where a direction's parameters begin. */
  private int stream(int direction) {
    return direction * (fusion() / 2);
  }

  /** Parameters of one convolution with its BatchNorm. */
  private int layerSize() {
    return 2 * network.channels() * network.channels() + 3 * network.channels();
  }

  /** Where the frame that a direction sees as its t-th lies in x. */
  private int input(int direction, int row, int t) {
    int frame = direction == 0 ? t : lengths[row] - 1 - t;
    return (row * frames + frame) * network.features();
  }

  private double sigmoid(double x) {
    return to.of(1 / to.add(1, Math.exp(-x)));
  }

  /** g of a block: the mean over time of both directions' outputs. */
  private double mean(int block, int row, int channel) {
    double sum = 0;
    for (int direction = 0; direction < 2; direction++) {
      for (double[] frame : inputs[direction][block + 1][row]) {
        sum = to.of(sum + frame[channel]);
      }
    }
    return to.of(sum / lengths[row]);
  }

  /** ReLU(BatchNorm(causal convolution)); weights at p, running statistics at s. */
  private Layer layer(double[][][] h, int dilation, int p, int s) {
    int c = network.channels();
    int bias = p + 2 * c * c;
    double[][][] normal = new double[h.length][][];
    double[][][] output = new double[h.length][][];
    double[] mean = new double[c];
    double[] variance = new double[c];
    double[] inverse = new double[c];
    long count = 0;
    for (int b = 0; b < h.length; b++) {
      normal[b] = new double[h[b].length][c];
      output[b] = new double[h[b].length][c];
      for (int t = 0; t < h[b].length; t++) {
        for (int o = 0; o < c; o++) {
          double sum = parameters[bias + o];
          for (int i = 0; i < c; i++) {
            if (t >= dilation) {
              sum = to.add(sum, parameters[p + (o * c + i) * 2] * h[b][t - dilation][i]);
            }
            sum = to.add(sum, parameters[p + (o * c + i) * 2 + 1] * h[b][t][i]);
          }
          normal[b][t][o] = sum;
          mean[o] += sum;
        }
        count++;
      }
    }
    for (int o = 0; o < c; o++) {
      mean[o] /= Math.max(1, count);
      for (double[][] row : normal) {
        for (double[] frame : row) {
          variance[o] += (frame[o] - mean[o]) * (frame[o] - mean[o]) / count;
        }
      }
      mean[o] = to.of(mean[o]);
      variance[o] = to.of(variance[o]);
      if (train) {
        updated[s + o] = to.add(to.of(0.99f * statistics[s + o]), to.of(1 - 0.99f) * mean[o]);
        updated[s + c + o] =
            to.add(to.of(0.99f * statistics[s + c + o]), to.of(1 - 0.99f) * variance[o]);
      } else {
        mean[o] = statistics[s + o];
        variance[o] = statistics[s + c + o];
      }
      inverse[o] = to.of(1 / to.of(Math.sqrt(to.add(variance[o], 1e-3f))));
      for (int b = 0; b < h.length; b++) {
        for (int t = 0; t < h[b].length; t++) {
          normal[b][t][o] = to.of(to.of(normal[b][t][o] - mean[o]) * inverse[o]);
          double scaled = parameters[bias + c + o] * normal[b][t][o];
          double value = to.add(parameters[bias + 2 * c + o], scaled);
          nearest = Math.min(nearest, Math.abs(value));
          output[b][t][o] = Math.max(0, value);
        }
      }
    }
    return new Layer(h, normal, output, inverse, p);
  }

  /** After a forward pass: the weighted sum of the blocks' outputs [B, T, C], 0 after a length. */
  double[] sequence(TimNet.Sequence order) {
    int c = network.channels();
    double[] y = new double[lengths.length * frames * c];
    for (int block = 0; block < network.blocks(); block++) {
      for (int direction = 0; direction < 2; direction++) {
        for (int b = 0; b < lengths.length; b++) {
          for (int t = 0; t < lengths[b]; t++) {
            for (int o = 0; o < c; o++) {
              int at = place(order, direction, b, t) + o;
              double weight = parameters[fusion() + block];
              y[at] = to.add(y[at], weight * inputs[direction][block + 1][b][t][o]);
            }
          }
        }
      }
    }
    return y;
  }

  /** Where the frame of the sequence lies that a direction's t-th is added to. */
  private int place(TimNet.Sequence order, int direction, int row, int t) {
    boolean turned = direction == 1 && order == TimNet.Sequence.TURNED_BACK;
    return (row * frames + (turned ? lengths[row] - 1 - t : t)) * network.channels();
  }

  /** After a forward pass: the gradients of sum(z dz). */
  void backward(double[] dz) {
    backward(dz, null, TimNet.Sequence.AS_RUN);
  }

  /** After a forward pass: the gradients of sum(z dz) + sum(y dy); dy may be null. */
  void backward(double[] dz, double[] dy, TimNet.Sequence order) {
    int c = network.channels();
    int f = network.features();
    dx = new double[x.length];
    for (int block = 0; block < network.blocks(); block++) {
      for (int at = 0; at < dz.length; at++) {
        int w = fusion() + block;
        dparameters[w] = to.add(dparameters[w], mean(block, at / c, at % c) * dz[at]);
      }
    }
    for (int direction = 0; direction < 2; direction++) {
      double[][][] dh = zeros(c);
      for (int block = 0; dy != null && block < network.blocks(); block++) {
        for (int b = 0; b < lengths.length; b++) {
          for (int t = 0; t < lengths[b]; t++) {
            for (int o = 0; o < c; o++) {
              double slope = dy[place(order, direction, b, t) + o];
              accumulate(
                  dparameters, fusion() + block, inputs[direction][block + 1][b][t][o] * slope);
            }
          }
        }
      }
      for (int block = network.blocks() - 1; block >= 0; block--) {
        double[][][] gated = zeros(c);
        for (int b = 0; b < lengths.length; b++) {
          for (int t = 0; t < lengths[b]; t++) {
            for (int o = 0; o < c; o++) {
              double pooled = to.of(parameters[fusion() + block] * dz[b * c + o]) / lengths[b];
              double slope = to.add(dh[b][t][o], pooled);
              if (dy != null) {
                double own = dy[place(order, direction, b, t) + o];
                slope = to.add(slope, parameters[fusion() + block] * own);
              }
              double sigmoid = sigmoid(layers[direction][2 * block + 1].output[b][t][o]);
              double inner = to.of(to.of(slope * inputs[direction][block][b][t][o]) * sigmoid);
              gated[b][t][o] = to.of(inner * to.of(1 - sigmoid));
              dh[b][t][o] = to.of(slope * sigmoid);
            }
          }
        }
        gated = layerGradient(layers[direction][2 * block + 1], 1 << block, gated);
        gated = layerGradient(layers[direction][2 * block], 1 << block, gated);
        for (int b = 0; b < lengths.length; b++) {
          for (int t = 0; t < lengths[b]; t++) {
            for (int o = 0; o < c; o++) {
              dh[b][t][o] = to.of(dh[b][t][o] + gated[b][t][o]);
            }
          }
        }
      }
      int p = stream(direction);
      for (int b = 0; b < lengths.length; b++) {
        for (int t = 0; t < lengths[b]; t++) {
          for (int o = 0; o < c; o++) {
            accumulate(dparameters, p + c * f + o, dh[b][t][o]);
            for (int i = 0; i < f; i++) {
              int at = input(direction, b, t) + i;
              accumulate(dparameters, p + o * f + i, dh[b][t][o] * x[at]);
              accumulate(dx, at, dh[b][t][o] * parameters[p + o * f + i]);
            }
          }
        }
      }
    }
  }

  private void accumulate(double[] sums, int at, double term) {
    sums[at] = to.add(sums[at], term);
  }

  private double[][][] zeros(int channels) {
    double[][][] zeros = new double[lengths.length][][];
    for (int b = 0; b < zeros.length; b++) {
      zeros[b] = new double[lengths[b]][channels];
    }
    return zeros;
  }

  /** The gradient of a layer's input from that of its output, which is overwritten. */
  private double[][][] layerGradient(Layer layer, int dilation, double[][][] d) {
    int c = network.channels();
    int bias = layer.p + 2 * c * c;
    for (int o = 0; o < c; o++) {
      double sum = 0;
      double along = 0;
      int count = 0;
      for (int b = 0; b < d.length; b++) {
        for (int t = 0; t < d[b].length; t++) {
          d[b][t][o] = layer.output[b][t][o] > 0 ? d[b][t][o] : 0;
          sum += d[b][t][o];
          along += d[b][t][o] * layer.normal[b][t][o];
          count++;
        }
      }
      dparameters[bias + c + o] = to.of(along);
      dparameters[bias + 2 * c + o] = to.of(sum);
      double factor = to.of(parameters[bias + c + o] * layer.inverse[o]);
      for (int b = 0; b < d.length; b++) {
        for (int t = 0; t < d[b].length; t++) {
          double slope = d[b][t][o];
          if (train) {
            slope = to.of(slope - to.of(sum / count));
            slope = to.add(slope, -layer.normal[b][t][o] * to.of(along / count));
          }
          d[b][t][o] = to.of(slope * factor);
        }
      }
    }
    double[][][] result = zeros(c);
    for (int b = 0; b < d.length; b++) {
      for (int t = 0; t < d[b].length; t++) {
        for (int o = 0; o < c; o++) {
          double slope = d[b][t][o];
          accumulate(dparameters, bias + o, slope);
          for (int i = 0; i < c; i++) {
            int w = layer.p + (o * c + i) * 2;
            if (t >= dilation) {
              accumulate(dparameters, w, slope * layer.input[b][t - dilation][i]);
              accumulate(result[b][t - dilation], i, slope * parameters[w]);
            }
            accumulate(dparameters, w + 1, slope * layer.input[b][t][i]);
            accumulate(result[b][t], i, slope * parameters[w + 1]);
          }
        }
      }
    }
    return result;
  }
}
