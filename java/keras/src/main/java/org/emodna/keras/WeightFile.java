package org.emodna.keras;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.emodna.base.ContentHash;
import org.emodna.base.PathText;
import org.emodna.base.Problem;

/**
 * Weights as Keras 2 stores them by {@code save_weights} in HDF5: a group for each layer, in it a
 * dataset for each weight, {@code conv1d_3/conv1d_3/kernel:0}. Keras numbers the layers of a kind
 * as they are made. Links, compression and other types are refused.
 */
final class WeightFile {
  /** TIM-Net as released has half a MiB. */
  static final long MOST_BYTES = 64L << 20;

  /** Layer, number, the layer's name again, weight. */
  private static final Pattern WEIGHT =
      Pattern.compile(
          "((conv1d|batch_normalization|weight_layer|dense)(?:_(\\d{1,9}))?)/\\1/([a-z_]+):0");

  private final String name;
  private final String sha256;
  private final Map<String, TreeMap<Integer, Layer>> layers = new TreeMap<>();

  private WeightFile(String name, byte[] bytes) {
    this.name = name;
    this.sha256 = ContentHash.of(bytes);
    Hdf5File.datasets(bytes, name).forEach(this::add);
    layers.forEach(this::requireAll);
  }

  /** One layer. */
  final class Layer {
    private final String layer;
    private final Map<String, Hdf5Dataset> weights = new TreeMap<>();

    private Layer(String layer) {
      this.layer = layer;
    }

    /**
     * Demands weights of these names and no others.
     *
     * @return this
     */
    Layer of(String... names) {
      for (String one : names) {
        if (!weights.containsKey(one)) {
          throw wrong("its layer '" + layer + "' has no '" + one + "'");
        }
      }
      for (String one : weights.keySet()) {
        if (!Arrays.asList(names).contains(one)) {
          throw wrong("its layer '" + layer + "' has a weight '" + one + "'");
        }
      }
      return this;
    }

    /** Shape of a weight that is there. */
    int[] shape(String weight) {
      return weights.get(weight).shape();
    }

    /**
     * Values of a weight that is there, row-major; to be read once.
     *
     * @param weight such as "kernel"
     * @param shape that it must have
     */
    float[] values(String weight, int... shape) {
      Hdf5Dataset dataset = weights.get(weight);
      String whole = layer + "/" + weight;
      if (!Arrays.equals(dataset.shape(), shape)) {
        throw wrong(
            "its '%s' has the shape %s; it must be %s"
                .formatted(whole, Arrays.toString(dataset.shape()), Arrays.toString(shape)));
      }
      float[] values =
          dataset
              .values()
              .orElseThrow(() -> wrong("its '" + whole + "' is not stored as plain float32"));
      for (float value : values) {
        if (!Float.isFinite(value)) {
          throw wrong("its '" + whole + "' holds " + value);
        }
      }
      return values;
    }

    /** Values of a weight as {@link #values}, none of which may be below 0. */
    float[] notNegative(String weight, int... shape) {
      float[] values = values(weight, shape);
      for (float value : values) {
        if (value < 0) {
          throw wrong("its '" + layer + "/" + weight + "' holds " + value);
        }
      }
      return values;
    }
  }

  /**
   * Reads a file.
   *
   * @throws KerasException if it is no sound HDF5 file, or has other weights than layers of the
   *     four kinds
   */
  static WeightFile read(Path path) {
    String name = PathText.of(path);
    return new WeightFile(name, bytes(path, name));
  }

  private static byte[] bytes(Path path, String name) {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes((int) MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new KerasException(
            Problem.of(name, "has more than %d MiB".formatted(MOST_BYTES >> 20))
                .remedy("weights of TIM-Net have less"));
      }
      return bytes;
    } catch (IOException e) {
      throw new KerasException(Problem.of(name, "can't be read (" + e + ")"), e);
    }
  }

  private void add(String path, Hdf5Dataset dataset) {
    Matcher matcher = WEIGHT.matcher(path);
    if (!matcher.matches()) {
      throw wrong("has '" + path + "', which is no weight of TIM-Net");
    }
    // The first layer of a program has no number.
    int number = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
    Layer layer =
        layers
            .computeIfAbsent(matcher.group(2), kind -> new TreeMap<>())
            .computeIfAbsent(number, n -> new Layer(matcher.group(1)));
    if (!layer.layer.equals(matcher.group(1))) {
      throw wrong("its '" + matcher.group(1) + "' and '" + layer.layer + "' have one number");
    }
    layer.weights.put(matcher.group(4), dataset);
  }

  private void requireAll(String kind, TreeMap<Integer, Layer> sorted) {
    if (sorted.lastKey() - sorted.firstKey() != sorted.size() - 1) {
      throw wrong("some of its layers '" + kind + "' are missing: their numbers have gaps");
    }
  }

  /** Layers of a kind, such as "conv1d", in the order in which they were made. */
  List<Layer> layers(String kind) {
    return new ArrayList<>(layers.getOrDefault(kind, new TreeMap<>()).values());
  }

  /** SHA-256 of the file. */
  String sha256() {
    return sha256;
  }

  KerasException wrong(String reason) {
    return new KerasException(
        Problem.of(name, reason)
            .remedy("name a file that TIM-Net's released code stored with Keras 2"));
  }
}
