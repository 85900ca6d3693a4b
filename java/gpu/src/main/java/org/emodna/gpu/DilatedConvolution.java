package org.emodna.gpu;

/**
 * A convolution of two taps over the last axis, without padding, with its gradients, as cuDNN
 * defines them (cross-correlation, NCHW): y[n, o, t] = sum over i of w[o, i, 0] x[n, i, t] + w[o,
 * i, 1] x[n, i, t + dilation].
 */
interface DilatedConvolution {
  /**
   * The sizes of one call.
   *
   * @param rows N
   * @param inputs I, channels of x
   * @param outputs O, channels of y
   * @param frames T of y; x has {@code dilation} more
   */
  record Shape(int rows, int inputs, int outputs, int frames, int dilation) {
    int padded() {
      return frames + dilation;
    }

    int xSize() {
      return rows * inputs * padded();
    }

    int ySize() {
      return rows * outputs * frames;
    }

    int weights() {
      return outputs * inputs * 2;
    }
  }

  /**
   * y [N, O, T].
   *
   * @param x [N, I, T + dilation]
   * @param w [O, I, 2]
   */
  float[] forward(Shape shape, float[] x, float[] w);

  /** dx, as x, of the sum of y times dy. */
  float[] backwardData(Shape shape, float[] w, float[] dy);

  /** dw, as w, of the sum of y times dy. */
  float[] backwardFilter(Shape shape, float[] x, float[] dy);
}
