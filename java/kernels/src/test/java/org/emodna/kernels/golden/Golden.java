package org.emodna.kernels.golden;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.emodna.kernels.Stream;
import org.emodna.kernels.Tensor;
import org.emodna.safetensors.SafeTensorsFile;

/** Reference values of an independent float64 implementation; they lie outside the repository. */
final class Golden implements AutoCloseable {
  private final SafeTensorsFile file;

  private Golden(SafeTensorsFile file) {
    this.file = file;
  }

  /** Skips the test where the file is missing. */
  static Golden open(String name) {
    Path path = shared().resolve("goldens").resolve(name + ".safetensors");
    assumeTrue(Files.exists(path), () -> "skipped: no reference values in " + path);
    return new Golden(SafeTensorsFile.open(path));
  }

  /** The folder {@code shared} beside the repository, or the one that EMODNA_SHARED names. */
  private static Path shared() {
    String override = System.getProperty("emodna.shared", System.getenv("EMODNA_SHARED"));
    if (override != null) {
      return Path.of(override);
    }
    Path root = Path.of(System.getProperty("emodna.root", "../..")).toAbsolutePath().normalize();
    return root.resolveSibling("shared");
  }

  /** The second parts of the names {@code group/case/tensor}. */
  List<String> cases(String group) {
    return file.names().stream()
        .filter(name -> name.startsWith(group + "/"))
        .map(name -> name.split("/")[1])
        .distinct()
        .sorted()
        .toList();
  }

  boolean contains(String name) {
    return file.contains(name);
  }

  double[] doubles(String name) {
    return file.toDoubleArray(name);
  }

  float[] floats(String name) {
    double[] wide = doubles(name);
    float[] values = new float[wide.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) wide[i];
    }
    return values;
  }

  int[] ints(String name) {
    long[] wide = file.toLongArray(name);
    int[] values = new int[wide.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.toIntExact(wide[i]);
    }
    return values;
  }

  int rows(String name) {
    return Math.toIntExact(file.info(name).shape()[0]);
  }

  Tensor floats(Stream stream, String name) {
    float[] values = floats(name);
    return Tensor.of(stream, values, values.length);
  }

  Tensor ints(Stream stream, String name) {
    int[] values = ints(name);
    return Tensor.of(stream, values, values.length);
  }

  @Override
  public void close() {
    file.close();
  }
}
