package org.emodna.kernels.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.emodna.kernels.Alignment;
import org.emodna.kernels.Contrastive;
import org.emodna.kernels.CrossEntropy;
import org.emodna.kernels.Linear;
import org.emodna.kernels.Ramp;
import org.emodna.kernels.RowSpace;
import org.emodna.kernels.Tensor;
import org.emodna.kernels.contract.Comparison;
import org.junit.jupiter.api.Test;

/** {@code losses.safetensors}. */
class LossesGoldenTest extends GoldenTest {
  @Test
  void crossEntropy() {
    try (Golden golden = Golden.open("losses")) {
      assertEquals(5, golden.cases("ce").size());
      for (String name : golden.cases("ce")) {
        String at = "ce/" + name + "/";
        int rows = golden.rows(at + "logits");
        Tensor logits = golden.floats(stream, at + "logits");
        int classes = (int) logits.elements() / rows;
        Tensor loss = zeros(1);
        Tensor dlogits = zeros(logits.elements());
        float smoothing = golden.floats(at + "eps")[0];
        new CrossEntropy(stream, new CrossEntropy.Shape(1, rows, classes, smoothing))
            .input(logits, golden.ints(stream, at + "y"), 0)
            .output(null, loss)
            .gradients(dlogits, null)
            .run();
        assertGolden(golden, at + "value", loss);
        assertGolden(golden, at + "dlogits", dlogits);
      }
    }
  }

  @Test
  void contrastive() {
    try (Golden golden = Golden.open("losses")) {
      assertEquals(11, golden.cases("dec").size());
      for (String name : golden.cases("dec")) {
        String at = "dec/" + name + "/";
        if (!golden.contains(at + "u")) {
          continue; // the empty anchor set has only a value: see emptyAnchorSet()
        }
        int anchors = golden.rows(at + "u");
        int keys = golden.rows(at + "v");
        Tensor u = golden.floats(stream, at + "u");
        Tensor v = golden.floats(stream, at + "v");
        int dim = (int) u.elements() / anchors;
        Tensor loss = zeros(1);
        Tensor du = zeros(u.elements());
        Tensor dv = zeros(v.elements());
        float temperature = golden.floats(at + "t")[0];
        new Contrastive(
                stream, Contrastive.Shape.of(1, anchors, keys, dim).withTemperature(temperature))
            .input(u, 0, v, 0, golden.ints(stream, at + "labels"), 0)
            .output(loss, null)
            .gradients(du, dv, null)
            .allocate()
            .run();
        assertGolden(golden, at + "value", loss);
        assertGolden(golden, at + "du", du);
        assertGolden(golden, at + "dv", dv);
      }
    }
  }

  @Test
  void emptyAnchorSet() {
    try (Golden golden = Golden.open("losses")) {
      Tensor rows = Tensor.of(stream, new float[] {1, 0, 0, 1}, 4);
      Tensor loss = zeros(1);
      Tensor du = zeros(4);
      Tensor dv = zeros(4);
      new Contrastive(stream, Contrastive.Shape.of(1, 2, 2, 2).withTemperature(0.07f))
          .input(rows, 0, rows, 0, Tensor.of(stream, new int[] {-1, -1}, 2), 0)
          .output(loss, null)
          .gradients(du, dv, null)
          .allocate()
          .run();
      assertGolden(golden, "dec/empty_anchor_set/value", loss);
      assertArrayEquals(new float[4], du.toFloats(stream));
      assertArrayEquals(new float[4], dv.toFloats(stream));
    }
  }

  @Test
  void corpusAlignment() {
    try (Golden golden = Golden.open("losses")) {
      assertEquals(10, golden.cases("mmd").size());
      for (String name : golden.cases("mmd")) {
        align(golden, "mmd/" + name + "/", Alignment.Kind.CORPUS, 1);
      }
    }
  }

  @Test
  void classAlignment() {
    try (Golden golden = Golden.open("losses")) {
      assertEquals(12, golden.cases("class").size());
      for (String name : golden.cases("class")) {
        String at = "class/" + name + "/";
        align(golden, at, Alignment.Kind.CLASS, golden.ints(at + "K")[0]);
      }
    }
  }

  private void align(Golden golden, String at, Alignment.Kind kind, int classes) {
    int source = golden.rows(at + "zs");
    int target = golden.rows(at + "zt");
    Tensor zs = golden.floats(stream, at + "zs");
    Tensor zt = golden.floats(stream, at + "zt");
    int dim = (int) zs.elements() / source;
    Tensor loss = zeros(1);
    Tensor sigma2 = zeros(1);
    Tensor dzs = zeros(zs.elements());
    Tensor dzt = zeros(zt.elements());
    Alignment operation =
        new Alignment(
            stream, Alignment.Shape.of(kind, 1, dim).withRows(source, target).withClasses(classes));
    operation.input(zs, 0, zt, 0).output(loss, sigma2).gradients(dzs, dzt, null);
    if (kind == Alignment.Kind.CLASS) {
      operation.labels(golden.ints(stream, at + "ys"), golden.ints(stream, at + "yt"), 0);
    }
    operation.allocate().run();
    if (golden.contains(at + "sigma2")) {
      assertGolden(golden, at + "sigma2", sigma2);
    }
    assertGolden(golden, at + "value", loss);
    assertGolden(golden, at + "dzs", dzs);
    assertGolden(golden, at + "dzt", dzt);
  }

  /** The projection head: two layers and L2 normalisation; value = sum(u r). */
  @Test
  void projection() {
    try (Golden golden = Golden.open("losses")) {
      int rows = golden.rows("proj/z");
      Tensor hidden = zeros(rows * 64L);
      Tensor projected = zeros(rows * 64L);
      Tensor u = zeros(rows * 64L);
      Tensor dhidden = zeros(rows * 64L);
      Tensor dprojected = zeros(rows * 64L);
      Tensor dz = zeros(rows * 39L);
      Tensor[] gradients = {zeros(64 * 39), zeros(64), zeros(64 * 64), zeros(64)};
      Linear first =
          new Linear(stream, Linear.Shape.of(1, rows, 39, 64).withRelu(true))
              .input(golden.floats(stream, "proj/z"), 0)
              .weights(
                  golden.floats(stream, "proj/w_l1.weight"),
                  golden.floats(stream, "proj/w_l1.bias"))
              .output(hidden)
              .gradients(dhidden, dz, gradients[0], gradients[1]);
      Linear second =
          new Linear(stream, Linear.Shape.of(1, rows, 64, 64))
              .input(hidden, 0)
              .weights(
                  golden.floats(stream, "proj/w_l2.weight"),
                  golden.floats(stream, "proj/w_l2.bias"))
              .output(projected)
              .gradients(dprojected, dhidden, gradients[2], gradients[3]);
      RowSpace sphere =
          new RowSpace(stream, new RowSpace.Shape(1, rows, 64, RowSpace.Space.L2))
              .input(projected, 0)
              .output(u)
              .gradients(golden.floats(stream, "proj/r"), dprojected);
      first.forward();
      second.forward();
      sphere.forward();
      sphere.backward();
      second.backward();
      first.backward();
      assertGolden(golden, "proj/u", u);
      assertGolden(golden, "proj/dz", dz);
      assertGolden(golden, "proj/d_l1.weight", gradients[0]);
      assertGolden(golden, "proj/d_l1.bias", gradients[1]);
      assertGolden(golden, "proj/d_l2.weight", gradients[2]);
      assertGolden(golden, "proj/d_l2.bias", gradients[3]);
    }
  }

  @Test
  void ramp() {
    try (Golden golden = Golden.open("losses")) {
      double[] progress = golden.doubles("ramp/t_over_T");
      double[] expected = golden.doubles("ramp/a");
      long total = 1000;
      Tensor step = Tensor.of(stream, new long[] {0}, 1);
      Tensor weight = zeros(1);
      Ramp ramp = new Ramp(stream, new float[] {1}, weight).schedule(total, step);
      for (int i = 0; i < progress.length; i++) {
        step.write(stream, Math.round(progress[i] * total));
        ramp.run();
        double[] level = {expected[i]};
        Comparison.assertClose("ramp at " + progress[i], level, weight.toFloats(stream));
      }
    }
  }
}
