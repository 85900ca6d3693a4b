package org.emodna.keras;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.object.message.DataLayout;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.emodna.base.ContentHash;
import org.emodna.base.PathText;
import org.emodna.base.Problem;

/**
 * Weights as Keras 2 stores them by {@code save_weights} in HDF5: a group for each layer, in it a
 * dataset for each weight, {@code conv1d_3/conv1d_3/kernel:0}. Keras numbers the layers of a kind
 * as they are made. All is read at once; links, compression and other types are refused.
 */
final class WeightFile {
  /** TIM-Net as released has half a MiB. */
  static final long MOST_BYTES = 64L << 20;

  private static final Pattern LAYER =
      Pattern.compile("(conv1d|batch_normalization|weight_layer|dense)(?:_(\\d{1,9}))?");

  private final String name;
  private final HdfFile file;

  private WeightFile(String name, HdfFile file) {
    this.name = name;
    this.file = file;
  }

  /** Layers of the four kinds, each in the order in which they were made. */
  record Layers(
      List<Layer> convolutions, List<Layer> norms, List<Layer> stageWeights, List<Layer> dense) {}

  /** One layer, whose weights are still in the file. */
  final class Layer {
    private final Group group;

    private Layer(Group group) {
      this.group = group;
    }

    /**
     * A weight, row-major.
     *
     * @param weight such as "kernel"
     * @param shape that it must have; 0 where any size will do
     */
    Weight weight(String weight, int... shape) {
      Dataset dataset = dataset(weight);
      String whole = group.getName() + "/" + weight;
      int[] dimensions = dataset.getDimensions();
      boolean fits = dimensions.length == shape.length;
      for (int i = 0; fits && i < shape.length; i++) {
        fits = dimensions[i] >= 1 && (shape[i] == 0 || shape[i] == dimensions[i]);
      }
      if (!fits) {
        throw wrong(
            "its '%s' has the shape %s; it must be %s (0: any size)"
                .formatted(whole, List.of(box(dimensions)), List.of(box(shape))));
      }
      if (dataset.getJavaType() != float.class
          || dataset.getDataLayout() != DataLayout.CONTIGUOUS
          || dataset.getSizeInBytes() > MOST_BYTES) {
        throw wrong("its '" + whole + "' is not stored as plain float32");
      }
      float[] values = (float[]) dataset.getDataFlat();
      for (float value : values) {
        if (!Float.isFinite(value)) {
          throw wrong("its '" + whole + "' holds " + value);
        }
      }
      return new Weight(dimensions, values);
    }

    /** A weight as {@link #weight}, none of whose values may be below 0. */
    Weight notNegative(String weight, int... shape) {
      Weight found = weight(weight, shape);
      for (float value : found.values()) {
        if (value < 0) {
          throw wrong("its '" + group.getName() + "/" + weight + "' holds " + value);
        }
      }
      return found;
    }

    private Dataset dataset(String weight) {
      Node inner = group.getChild(group.getName());
      Node found =
          inner instanceof Group sub && !inner.isLink() ? sub.getChild(weight + ":0") : null;
      if (found instanceof Dataset dataset && !found.isLink()) {
        return dataset;
      }
      throw wrong("its layer '" + group.getName() + "' has no '" + weight + "'");
    }
  }

  /**
   * One weight.
   *
   * @param values row-major
   */
  record Weight(int[] shape, float[] values) {}

  /** What is done with the layers while the file is open. */
  interface Use<T> {
    T of(Layers layers, String sha256);
  }

  /**
   * Reads a file.
   *
   * @throws KerasException if it is no sound HDF5 file, or the use finds a weight missing
   */
  static <T> T read(Path path, Use<T> use) {
    String name = PathText.of(path);
    byte[] bytes = bytes(path, name);
    // Whatever a broken file makes of the reader ends in the one error.
    try (HdfFile file = HdfFile.fromBytes(bytes)) {
      return use.of(new WeightFile(name, file).layers(), ContentHash.of(bytes));
    } catch (KerasException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      throw new KerasException(
          Problem.of(name, "is not a sound HDF5 file (" + e.getClass().getSimpleName() + ")")
              .remedy("name a file that Keras wrote with save_weights"),
          e);
    }
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

  private Layers layers() {
    return new Layers(
        layers("conv1d"), layers("batch_normalization"), layers("weight_layer"), layers("dense"));
  }

  /** Those of a kind, sorted by number; the first one of a program has none. */
  private List<Layer> layers(String kind) {
    TreeMap<Integer, Layer> sorted = new TreeMap<>();
    for (Node node : file.getChildren().values()) {
      Matcher matcher = LAYER.matcher(node.getName());
      if (matcher.matches() && matcher.group(1).equals(kind)) {
        if (node.isLink() || !(node instanceof Group group)) {
          throw wrong("its '" + node.getName() + "' is no layer");
        }
        sorted.put(
            matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2)), new Layer(group));
      }
    }
    if (!sorted.isEmpty() && sorted.lastKey() - sorted.firstKey() != sorted.size() - 1) {
      throw wrong("some of its layers '" + kind + "' are missing: their numbers have gaps");
    }
    return new ArrayList<>(sorted.values());
  }

  KerasException wrong(String reason) {
    return wrong(name, reason);
  }

  static KerasException wrong(String name, String reason) {
    return new KerasException(
        Problem.of(name, reason)
            .remedy("name a file that TIM-Net's released code stored with Keras 2"));
  }

  private static Integer[] box(int[] values) {
    Integer[] boxed = new Integer[values.length];
    for (int i = 0; i < values.length; i++) {
      boxed[i] = values[i];
    }
    return boxed;
  }
}
