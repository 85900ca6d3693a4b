package org.emodna.kernels.golden;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.emodna.kernels.Alignment;
import org.emodna.kernels.Contrastive;
import org.emodna.kernels.CrossEntropy;
import org.emodna.kernels.Linear;
import org.emodna.kernels.RowSpace;
import org.emodna.kernels.Tensor;
import org.emodna.kernels.TimNet;
import org.emodna.kernels.contract.Comparison;
import org.junit.jupiter.api.Test;

/**
 * {@code step.safetensors}: one whole training step of the method. 10 source and 10 target
 * utterances go through both encoders in one batch, without dropout; all five losses; every
 * parameter's gradient.
 */
class StepGoldenTest extends GoldenTest {
  private static final TimNet.Network NETWORK = new TimNet.Network(39, 39, 8);
  private static final int HALF = 10;
  private static final int ROWS = 2 * HALF;
  private static final int FRAMES = 32;
  private static final int DIM = 39;
  private static final int SPACE = 64;
  private static final int CLASSES = 5;

  /** A linear layer with its gradients. */
  private final class Layer {
    final String name;
    final Linear operation;
    final Tensor dy;
    final Tensor dweight;
    final Tensor dbias;

    Layer(Golden golden, String name, Tensor x, Tensor y, Tensor dx, int outputs, boolean relu) {
      this.name = name;
      int rows = (int) y.elements() / outputs;
      int inputs = (int) x.elements() / rows;
      dy = zeros(y.elements());
      dweight = zeros((long) outputs * inputs);
      dbias = zeros(outputs);
      operation =
          new Linear(stream, Linear.Shape.of(1, rows, inputs, outputs).withRelu(relu))
              .input(x, 0)
              .weights(
                  golden.floats(stream, name("w") + "weight"),
                  golden.floats(stream, name("w") + "bias"))
              .output(y)
              .gradients(dy, dx, dweight, dbias);
    }

    /** Stored as ec/w/weight and d/ec/weight, proj/w/l1.weight and d/proj/l1.weight. */
    String name(String kind) {
      String[] parts = name.split("\\.");
      String layer = parts.length > 1 ? parts[1] + "." : "";
      return (kind.equals("w") ? parts[0] + "/w/" : "d/" + parts[0] + "/") + layer;
    }

    void assertGradients(Golden golden) {
      assertGolden(golden, name("d") + "weight", dweight);
      assertGolden(golden, name("d") + "bias", dbias);
    }
  }

  /** Names of an encoder's parameters in the order of the C header. */
  private static List<String> parameterNames() {
    List<String> names = new ArrayList<>();
    for (String direction : List.of("fwd", "bwd")) {
      names.add(direction + ".inp.weight");
      names.add(direction + ".inp.bias");
      for (int block = 0; block < 8; block++) {
        for (int half = 1; half <= 2; half++) {
          String tab = direction + ".tab." + block;
          names.add(tab + ".conv" + half + ".weight");
          names.add(tab + ".conv" + half + ".bias");
          names.add(tab + ".bn" + half + ".gamma");
          names.add(tab + ".bn" + half + ".beta");
        }
      }
    }
    names.add("w");
    return names;
  }

  private static void collect(Golden golden, String prefix, float[] into, int at) {
    for (String name : parameterNames()) {
      float[] values = golden.floats(prefix + name);
      System.arraycopy(values, 0, into, at, values.length);
      at += values.length;
    }
  }

  @Test
  void wholeStep() {
    try (Golden golden = Golden.open("step");
        Golden weights = Golden.open("timnet")) {
      int count = (int) NETWORK.parameters();
      float[] parameters = new float[2 * count];
      collect(weights, "w/", parameters, 0);
      collect(golden, "Ec/w/", parameters, count);
      float[] x = Arrays.copyOf(golden.floats("xs"), ROWS * FRAMES * DIM);
      System.arraycopy(golden.floats("xt"), 0, x, x.length / 2, x.length / 2);
      float[] statistics = new float[2 * (int) NETWORK.statistics()];
      Tensor z = zeros(2L * ROWS * DIM);
      Tensor dz = zeros(z.elements());
      Tensor dparameters = zeros(parameters.length);
      TimNet encoder =
          new TimNet(stream, NETWORK, new TimNet.Shape(2, 1, ROWS, FRAMES))
              .train(true)
              .keep(true)
              .input(Tensor.of(stream, x, x.length), null)
              .weights(
                  Tensor.of(stream, parameters, parameters.length),
                  Tensor.of(stream, statistics, statistics.length))
              .output(z, null)
              .gradients(dz, dparameters, null)
              .allocate();
      encoder.forward();
      Tensor emotion = z.view(0, ROWS * DIM);
      Tensor corpus = z.view(ROWS * DIM, ROWS * DIM);
      assertGolden(golden, "z_e", emotion);
      assertGolden(golden, "z_c", corpus);
      heads(golden, z, dz);
      encoder.backward();
      assertEncoder(golden, dparameters.toFloats(stream), count);
    }
  }

  private void heads(Golden golden, Tensor z, Tensor dz) {
    Tensor emotion = z.view(0, ROWS * DIM);
    Tensor corpus = z.view(ROWS * DIM, ROWS * DIM);
    Tensor demotion = dz.view(0, ROWS * DIM);
    Tensor dcorpus = dz.view(ROWS * DIM, ROWS * DIM);
    Tensor emotionLogits = zeros(ROWS * CLASSES);
    Tensor corpusLogits = zeros(ROWS * 2);
    Layer emotionClassifier =
        new Layer(golden, "ec", emotion, emotionLogits, demotion, CLASSES, false);
    Layer corpusClassifier = new Layer(golden, "cc", corpus, corpusLogits, dcorpus, 2, false);
    // The projection head is shared: both encoders' outputs are its rows.
    Tensor hidden = zeros(2L * ROWS * SPACE);
    Tensor projected = zeros(2L * ROWS * SPACE);
    Layer first = new Layer(golden, "proj.l1", z, hidden, dz, SPACE, true);
    Layer second = new Layer(golden, "proj.l2", hidden, projected, first.dy, SPACE, false);
    Tensor uv = zeros(2L * ROWS * SPACE);
    Tensor duv = zeros(2L * ROWS * SPACE);
    RowSpace sphere =
        new RowSpace(stream, new RowSpace.Shape(1, 2 * ROWS, SPACE, RowSpace.Space.L2))
            .input(projected, 0)
            .output(uv)
            .gradients(duv, second.dy);
    List<Layer> layers = List.of(emotionClassifier, corpusClassifier, first, second);
    layers.forEach(layer -> layer.operation.forward());
    sphere.forward();
    assertGolden(golden, "logits_e", emotionLogits);
    assertGolden(golden, "logits_c", corpusLogits);
    assertGolden(golden, "v", uv.view(ROWS * SPACE, ROWS * SPACE));

    int[] emotions = Arrays.copyOf(golden.ints("ys"), ROWS);
    int[] anchors = emotions.clone();
    int[] corpora = new int[ROWS];
    int[] pseudo = golden.ints("pseudo");
    int[] mask = golden.ints("mask");
    for (int r = HALF; r < ROWS; r++) {
      emotions[r] = -1;
      anchors[r] = mask[r - HALF] != 0 ? pseudo[r - HALF] : -1;
      corpora[r] = 1;
    }
    assertAnchors(golden, uv.toFloats(stream), anchors);
    double[] losses = {
      classify(golden, "ce", emotionLogits, emotionClassifier.dy, emotions, CLASSES, 0.1f),
      classify(golden, "cor", corpusLogits, corpusClassifier.dy, corpora, 2, 0),
      contrast(golden, uv, duv, anchors),
      align(golden, "cls", Alignment.Kind.CLASS, emotion, demotion, anchors),
      align(golden, "mmd", Alignment.Kind.CORPUS, emotion, demotion, null)
    };
    double[] weights = lossWeights(golden);
    double total = losses[0] + losses[1];
    for (int i = 0; i < 3; i++) {
      total += weights[i] * losses[2 + i];
    }
    Comparison.assertClose("total", golden.doubles("total"), new float[] {(float) total});
    sphere.backward();
    for (Layer layer : List.of(second, first, emotionClassifier, corpusClassifier)) {
      layer.operation.backward();
      layer.assertGradients(golden);
    }
  }

  /** a_t times the weights of decoupling, class and corpus alignment. */
  private static double[] lossWeights(Golden golden) {
    double[] settings = golden.doubles("a_lam_dec_class_mmd_t");
    return new double[] {
      settings[0] * settings[1], settings[0] * settings[2], settings[0] * settings[3]
    };
  }

  private Tensor weight(Golden golden, int which) {
    return Tensor.of(stream, new float[] {(float) lossWeights(golden)[which]}, 1);
  }

  private void assertAnchors(Golden golden, float[] uv, int[] anchors) {
    int[] rows = java.util.stream.IntStream.range(0, ROWS).filter(r -> anchors[r] >= 0).toArray();
    float[] u = new float[rows.length * SPACE];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(uv, rows[i] * SPACE, u, i * SPACE, SPACE);
    }
    Comparison.assertClose("u", golden.doubles("u"), u);
  }

  private double assertLoss(Golden golden, String name, Tensor loss) {
    assertGolden(golden, "loss/" + name, loss);
    return loss.toFloats(stream)[0];
  }

  private double classify(
      Golden golden,
      String name,
      Tensor logits,
      Tensor dlogits,
      int[] labels,
      int classes,
      float smoothing) {
    Tensor loss = zeros(1);
    new CrossEntropy(stream, new CrossEntropy.Shape(1, ROWS, classes, smoothing))
        .input(logits, Tensor.of(stream, labels, ROWS), 0)
        .output(null, loss)
        .gradients(dlogits, null)
        .run();
    return assertLoss(golden, name, loss);
  }

  private double contrast(Golden golden, Tensor uv, Tensor duv, int[] anchors) {
    int part = ROWS * SPACE;
    float temperature = (float) golden.doubles("a_lam_dec_class_mmd_t")[4];
    Tensor loss = zeros(1);
    new Contrastive(stream, Contrastive.Shape.of(1, ROWS, ROWS, SPACE).withTemperature(temperature))
        .input(uv.view(0, part), 0, uv.view(part, part), 0, Tensor.of(stream, anchors, ROWS), 0)
        .output(loss, null)
        .gradients(duv.view(0, part), duv.view(part, part), weight(golden, 0))
        .allocate()
        .run();
    return assertLoss(golden, "dec", loss);
  }

  private double align(
      Golden golden, String name, Alignment.Kind kind, Tensor z, Tensor dz, int[] labels) {
    int part = HALF * DIM;
    Tensor loss = zeros(1);
    Alignment operation =
        new Alignment(
            stream, Alignment.Shape.of(kind, 1, DIM).withRows(HALF, HALF).withClasses(CLASSES));
    operation.input(z.view(0, part), 0, z.view(part, part), 0).output(loss, null);
    operation.gradients(
        dz.view(0, part), dz.view(part, part), weight(golden, labels != null ? 1 : 2));
    if (labels != null) {
      Tensor all = Tensor.of(stream, labels, ROWS);
      operation.labels(all.view(0, HALF), all.view(HALF, HALF), 0);
    }
    operation.allocate().run();
    return assertLoss(golden, name, loss);
  }

  private void assertEncoder(Golden golden, float[] dparameters, int count) {
    for (String encoder : List.of("Ee", "Ec")) {
      int at = encoder.equals("Ee") ? 0 : count;
      for (String part : parameterNames()) {
        String name = "d/" + encoder + "/" + part;
        double[] expected = golden.doubles(name);
        float[] actual = Arrays.copyOfRange(dparameters, at, at + expected.length);
        Comparison.assertClose(name, expected, actual);
        at += expected.length;
      }
    }
  }
}
