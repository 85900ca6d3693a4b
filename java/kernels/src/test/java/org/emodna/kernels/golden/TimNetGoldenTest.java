package org.emodna.kernels.golden;

import static org.emodna.kernels.contract.Comparison.assertClose;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.emodna.kernels.KernelContext;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Tensor;
import org.emodna.kernels.TimNet;
import org.emodna.kernels.contract.Setup;
import org.emodna.safetensors.SafeTensorsFile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The encoder against timnet.safetensors, on every device and instruction set.
 *
 * <p>Of training the file holds the gradient of every parameter and the running statistics behind
 * every BatchNorm, all of which are compared; of evaluation it holds some gradients.
 */
class TimNetGoldenTest {
  private static final TimNet.Network NETWORK = new TimNet.Network(39, 39, 8);

  /** A named part of the parameter or statistics vector. */
  private record Part(String name, int offset, int size) {}

  private static List<Part> parts(boolean statistics) {
    List<Part> parts = new ArrayList<>();
    int at = 0;
    for (String direction : List.of("fwd", "bwd")) {
      if (!statistics) {
        at = add(parts, direction + ".inp.weight", at, 39 * 39);
        at = add(parts, direction + ".inp.bias", at, 39);
      }
      for (int block = 0; block < 8; block++) {
        for (int conv = 1; conv <= 2; conv++) {
          String tab = direction + ".tab." + block;
          if (statistics) {
            at = add(parts, tab + ".bn" + conv + ".mean", at, 39);
            at = add(parts, tab + ".bn" + conv + ".var", at, 39);
          } else {
            at = add(parts, tab + ".conv" + conv + ".weight", at, 2 * 39 * 39);
            at = add(parts, tab + ".conv" + conv + ".bias", at, 39);
            at = add(parts, tab + ".bn" + conv + ".gamma", at, 39);
            at = add(parts, tab + ".bn" + conv + ".beta", at, 39);
          }
        }
      }
    }
    if (!statistics) {
      add(parts, "w", at, 8);
    }
    return parts;
  }

  private static int add(List<Part> parts, String name, int at, int size) {
    parts.add(new Part(name, at, size));
    return at + size;
  }

  private static float[] collect(SafeTensorsFile golden, String prefix, boolean statistics) {
    List<Part> parts = parts(statistics);
    Part last = parts.get(parts.size() - 1);
    float[] all = new float[last.offset + last.size];
    for (Part part : parts) {
      float[] values = golden.toFloatArray(prefix + part.name);
      System.arraycopy(values, 0, all, part.offset, part.size);
    }
    return all;
  }

  private static SafeTensorsFile golden() {
    String override = System.getProperty("emodna.shared", System.getenv("EMODNA_SHARED"));
    Path root = Path.of(System.getProperty("emodna.root", "../..")).toAbsolutePath().normalize();
    Path shared = override == null ? root.resolveSibling("shared") : Path.of(override);
    Path file = shared.resolve("goldens/timnet.safetensors");
    assumeTrue(Files.exists(file), () -> "skipped: no " + file);
    return SafeTensorsFile.open(file);
  }

  @ParameterizedTest
  @MethodSource("org.emodna.kernels.contract.Setup#all")
  void trainAndEvaluate(Setup setup) {
    try (SafeTensorsFile golden = golden();
        KernelContext context = setup.open(2);
        Stream stream = context.stream()) {
      for (String mode : List.of("train", "eval")) {
        float[] x = golden.toFloatArray("x");
        Tensor statistics = Tensor.of(stream, collect(golden, "w/", true), NETWORK.statistics());
        Tensor z = Tensor.floats(context, 4, 39);
        Tensor g = Tensor.floats(context, 4, 8, 39);
        Tensor dx = Tensor.floats(context, x.length);
        Tensor dparameters = Tensor.floats(context, NETWORK.parameters());
        try (TimNet encoder =
            new TimNet(stream, NETWORK, new TimNet.Shape(1, 1, 4, 196))
                .train(mode.equals("train"))
                .keep(true)
                .input(Tensor.of(stream, x, x.length), null)
                .weights(
                    Tensor.of(stream, collect(golden, "w/", false), NETWORK.parameters()),
                    statistics)
                .output(z, g)
                .gradients(Tensor.of(stream, golden.toFloatArray("r"), 4, 39), dparameters, dx)
                .allocate()) {
          encoder.forward();
          encoder.backward();
        }
        assertClose(mode + "/z", golden.toDoubleArray(mode + "/z"), z.toFloats(stream));
        assertClose(mode + "/g", golden.toDoubleArray(mode + "/g"), g.toFloats(stream));
        assertClose(mode + "/dx", golden.toDoubleArray(mode + "/dx"), dx.toFloats(stream));
        float[] gradients = dparameters.toFloats(stream);
        if (mode.equals("train")) {
          compareParts(golden, "train/d/", parts(false), gradients);
          compareParts(golden, "train/after/", parts(true), statistics.toFloats(stream));
        } else {
          List<Part> some = new ArrayList<>(parts(false));
          some.removeIf(part -> !golden.contains("eval/d/" + part.name));
          compareParts(golden, "eval/d/", some, gradients);
          // Evaluation leaves them as they were.
          compareParts(golden, "w/", parts(true), statistics.toFloats(stream));
        }
      }
    }
  }

  private static void compareParts(
      SafeTensorsFile golden, String prefix, List<Part> parts, float[] actual) {
    for (Part part : parts) {
      double[] expected = golden.toDoubleArray(prefix + part.name);
      float[] own = Arrays.copyOfRange(actual, part.offset, part.offset + part.size);
      assertClose(prefix + part.name, expected, own);
    }
  }

  @ParameterizedTest
  @MethodSource("org.emodna.kernels.contract.Setup#all")
  void otherLengths(Setup setup) {
    try (SafeTensorsFile golden = golden();
        KernelContext context = setup.open(1);
        Stream stream = context.stream()) {
      for (int frames : new int[] {1, 2, 37, 129}) {
        float[] x = golden.toFloatArray("len" + frames + "/x");
        Tensor z = Tensor.floats(context, 2, 39);
        try (TimNet encoder =
            new TimNet(stream, NETWORK, new TimNet.Shape(1, 1, 2, frames))
                .input(Tensor.of(stream, x, x.length), null)
                .weights(
                    Tensor.of(stream, collect(golden, "w/", false), NETWORK.parameters()),
                    Tensor.of(stream, collect(golden, "w/", true), NETWORK.statistics()))
                .output(z, null)
                .allocate()) {
          encoder.forward();
        }
        String name = "len" + frames + "/z_eval";
        assertClose(name, golden.toDoubleArray(name), z.toFloats(stream));
      }
    }
  }
}
