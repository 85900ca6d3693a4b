package org.emodna.kernels.contract;

import java.util.Arrays;
import org.emodna.kernels.Adam;
import org.emodna.kernels.CrossEntropy;
import org.emodna.kernels.Linear;
import org.emodna.kernels.Outer;
import org.emodna.kernels.RowSpace;
import org.emodna.kernels.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link AccuracyRule} for the heads and for Adam. */
class HeadsAccuracyTest extends KernelContract {
  private static final HeadReference TRUTH = new HeadReference(Arithmetic.FLOAT64);
  private static final HeadReference NAIVE = new HeadReference(Arithmetic.FLOAT32);
  private static final int DRAWS = 4;

  private final AccuracyRule rule = new AccuracyRule();

  @ParameterizedTest
  @EnumSource
  void linear(HardInputs inputs) {
    for (int[] shape : new int[][] {{1, 1, 1}, {1, 39, 5}, {67, 39, 64}, {31, 200, 2}}) {
      for (int draw = 0; draw < DRAWS; draw++) {
        linear(inputs, shape[0], shape[1], shape[2], draw % 2 == 0);
      }
    }
    rule.check();
  }

  private void linear(HardInputs inputs, int rows, int width, int outputs, boolean relu) {
    double[] x = inputs.rows(random, rows, width);
    double[] w = normal(outputs * width, 1);
    double[] b = normal(outputs, 1);
    double[] dy = normal(rows * outputs, 1);
    Tensor y = zeros(rows * outputs);
    Tensor dx = zeros(x.length);
    Tensor dw = zeros(w.length);
    Tensor db = zeros(outputs);
    Linear linear = new Linear(stream, Linear.Shape.of(1, rows, width, outputs).withRelu(relu));
    linear.input(floats(x), 0).weights(floats(w), floats(b)).output(y);
    linear.gradients(floats(dy), dx, dw, db);
    linear.forward();
    linear.backward();
    String what = rows + " " + width + " " + outputs + " ";
    float[] values = host(y);
    rule.draw(
        what + "y", TRUTH.linear(x, w, b, rows, relu), NAIVE.linear(x, w, b, rows, relu), values);
    // Of an output near 0 each kernel has its own opinion; here all take the device's.
    Arrays.setAll(dy, i -> relu && values[i] <= 0 ? 0 : dy[i]);
    double[][] truth = TRUTH.linearGradients(x, w, dy, rows, outputs);
    double[][] naive = NAIVE.linearGradients(x, w, dy, rows, outputs);
    rule.draw(what + "dx", truth[0], naive[0], host(dx));
    rule.draw(what + "dweight", truth[1], naive[1], host(dw));
    rule.draw(what + "dbias", truth[2], naive[2], host(db));
  }

  @ParameterizedTest
  @EnumSource
  void rowSpace(HardInputs inputs) {
    for (RowSpace.Space space : RowSpace.Space.values()) {
      for (int[] shape : new int[][] {{1, 7}, {71, 39}, {300, 3}}) {
        int rows = shape[0];
        int dim = shape[1];
        if (rows == 1 && space == RowSpace.Space.STANDARDISED) {
          continue; // no deviation
        }
        for (int draw = 0; draw < DRAWS; draw++) {
          double[] x = inputs.rows(random, rows, dim);
          double[] dy = normal(x.length, 1);
          Tensor y = zeros(x.length);
          Tensor dx = zeros(x.length);
          RowSpace operation = new RowSpace(stream, new RowSpace.Shape(1, rows, dim, space));
          operation.input(floats(x), 0).output(y).gradients(floats(dy), dx);
          operation.forward();
          operation.backward();
          String what = space + " " + Arrays.toString(shape) + " ";
          rule.draw(
              what + "y",
              TRUTH.rowSpace(x, rows, dim, space),
              NAIVE.rowSpace(x, rows, dim, space),
              host(y));
          rule.draw(
              what + "dx",
              TRUTH.rowSpaceGradient(x, dy, rows, dim, space),
              NAIVE.rowSpaceGradient(x, dy, rows, dim, space),
              host(dx));
        }
      }
    }
    rule.check();
  }

  @Test
  void crossEntropy() {
    float smoothing = 0.1f;
    for (int[] shape : new int[][] {{1, 2}, {67, 5}, {130, 31}}) {
      // Of few values the median draw itself varies: many draws of these, which take no time.
      int draws = shape[0] < 100 ? 16 * DRAWS : 2 * DRAWS;
      for (double scale : new double[] {0.01, 1, 30}) {
        for (int draw = 0; draw < draws; draw++) {
          int rows = shape[0];
          int classes = shape[1];
          double[] logits = normal(rows * classes, scale);
          int[] labels = labels(rows, rows == 1 ? 0 : -1, classes - 1);
          Tensor probabilities = zeros(logits.length);
          Tensor loss = zeros(1);
          Tensor dlogits = zeros(logits.length);
          new CrossEntropy(stream, new CrossEntropy.Shape(1, rows, classes, smoothing))
              .input(floats(logits), ints(labels), 0)
              .output(probabilities, loss)
              .gradients(dlogits, floats(-3))
              .run();
          String what = Arrays.toString(shape) + " " + scale + " ";
          rule.draw(
              "loss",
              new double[] {TRUTH.crossEntropy(logits, labels, classes, smoothing)},
              new double[] {NAIVE.crossEntropy(logits, labels, classes, smoothing)},
              host(loss));
          rule.draw(
              what + "probabilities",
              TRUTH.softmax(logits, classes),
              NAIVE.softmax(logits, classes),
              host(probabilities));
          rule.draw(
              what + "dlogits",
              TRUTH.crossEntropyGradient(logits, labels, classes, smoothing, -3),
              NAIVE.crossEntropyGradient(logits, labels, classes, smoothing, -3),
              host(dlogits));
        }
      }
    }
    rule.check();
  }

  @Test
  void outer() {
    for (int[] shape : new int[][] {{1, 1, 1}, {130, 39, 5}}) {
      int rows = shape[0];
      int dim = shape[1];
      int classes = shape[2];
      for (int draw = 0; draw < DRAWS; draw++) {
        double[] z = normal(rows * dim, 1);
        double[] p = normal(rows * classes, 1);
        double[] dy = normal(rows * classes * dim, 1);
        Tensor y = zeros(dy.length);
        Tensor dz = zeros(z.length);
        Outer outer = new Outer(stream, new Outer.Shape(1, rows, dim, classes));
        outer.input(floats(z), 0, floats(p)).output(y).gradients(floats(dy), dz);
        outer.forward();
        outer.backward();
        String what = Arrays.toString(shape) + " ";
        rule.draw(
            what + "y", TRUTH.outer(z, p, dim, classes), NAIVE.outer(z, p, dim, classes), host(y));
        rule.draw(
            what + "dz",
            TRUTH.outerGradient(p, dy, dim, classes),
            NAIVE.outerGradient(p, dy, dim, classes),
            host(dz));
      }
    }
    rule.check();
  }

  /** Ten steps, whose gradients are of very different sizes; plain, then with decay. */
  @ParameterizedTest
  @ValueSource(floats = {0, 0.01f})
  void adam(float decay) {
    int count = 1031;
    Adam.Settings settings = new Adam.Settings(1e-3f, 0.93f, 0.98f, 1e-8f);
    double[] initial = normal(count, 0.1);
    AdamReference truth = new AdamReference(Arithmetic.FLOAT64, settings, initial);
    AdamReference naive = new AdamReference(Arithmetic.FLOAT32, settings, initial);
    truth.decay = naive.decay = decay;
    Tensor step = Tensor.of(stream, new long[] {0}, 1);
    Tensor parameters = floats(initial);
    Tensor gradients = zeros(count);
    Tensor m = zeros(count);
    Tensor v = zeros(count);
    Adam adam = new Adam(stream, settings, step).parameters(parameters, gradients).moments(m, v);
    adam.decay(decay);
    for (int t = 0; t < 10; t++) {
      double[] gradient = normal(count, t % 3 == 0 ? 1e-4 : 10);
      step.write(stream, (long) t);
      stream.copy(gradients, floats(gradient));
      adam.run();
      truth.step(gradient);
      naive.step(gradient);
      rule.draw("parameters", truth.parameters, naive.parameters, host(parameters));
      rule.draw("m", truth.m, naive.m, host(m));
      rule.draw("v", truth.v, naive.v, host(v));
    }
    rule.check();
  }
}
