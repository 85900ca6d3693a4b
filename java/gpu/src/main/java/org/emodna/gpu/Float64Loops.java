package org.emodna.gpu;

/** The definitions in plain loops, summed in float64: what any machine can compare with. */
final class Float64Loops implements MatrixProduct, DilatedConvolution {
  static final String NAME = "float64 loops in Java";

  @Override
  public float[] product(int m, int n, int k, Operand a, Operand b) {
    float[] c = new float[m * n];
    for (int column = 0; column < n; column++) {
      for (int row = 0; row < m; row++) {
        double sum = 0;
        for (int i = 0; i < k; i++) {
          sum += (double) a.at(row, i) * b.at(i, column);
        }
        c[column * m + row] = (float) sum;
      }
    }
    return c;
  }

  @Override
  public float[] forward(Shape shape, float[] x, float[] w) {
    float[] y = new float[shape.ySize()];
    for (int n = 0; n < shape.rows(); n++) {
      for (int o = 0; o < shape.outputs(); o++) {
        for (int t = 0; t < shape.frames(); t++) {
          double sum = 0;
          for (int i = 0; i < shape.inputs(); i++) {
            int tap = (o * shape.inputs() + i) * 2;
            int at = (n * shape.inputs() + i) * shape.padded() + t;
            sum += (double) w[tap] * x[at] + (double) w[tap + 1] * x[at + shape.dilation()];
          }
          y[(n * shape.outputs() + o) * shape.frames() + t] = (float) sum;
        }
      }
    }
    return y;
  }

  @Override
  public float[] backwardData(Shape shape, float[] w, float[] dy) {
    double[] dx = new double[shape.xSize()];
    for (int n = 0; n < shape.rows(); n++) {
      for (int o = 0; o < shape.outputs(); o++) {
        for (int i = 0; i < shape.inputs(); i++) {
          int tap = (o * shape.inputs() + i) * 2;
          int at = (n * shape.inputs() + i) * shape.padded();
          int from = (n * shape.outputs() + o) * shape.frames();
          for (int t = 0; t < shape.frames(); t++) {
            dx[at + t] += (double) w[tap] * dy[from + t];
            dx[at + t + shape.dilation()] += (double) w[tap + 1] * dy[from + t];
          }
        }
      }
    }
    return narrow(dx);
  }

  @Override
  public float[] backwardFilter(Shape shape, float[] x, float[] dy) {
    double[] dw = new double[shape.weights()];
    for (int n = 0; n < shape.rows(); n++) {
      for (int o = 0; o < shape.outputs(); o++) {
        for (int i = 0; i < shape.inputs(); i++) {
          int tap = (o * shape.inputs() + i) * 2;
          int at = (n * shape.inputs() + i) * shape.padded();
          int from = (n * shape.outputs() + o) * shape.frames();
          for (int t = 0; t < shape.frames(); t++) {
            dw[tap] += (double) dy[from + t] * x[at + t];
            dw[tap + 1] += (double) dy[from + t] * x[at + t + shape.dilation()];
          }
        }
      }
    }
    return narrow(dw);
  }

  static float[] narrow(double[] values) {
    float[] narrow = new float[values.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) values[i];
    }
    return narrow;
  }
}
