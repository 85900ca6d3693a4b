package org.emodna.report.projection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.emodna.base.JsonErrors;
import org.emodna.base.Problem;
import org.emodna.report.ReportException;
import org.emodna.safetensors.SafeTensorsFile;
import org.emodna.safetensors.TensorInfo;

/** Reads a run's {@code embeddings.safetensors}, one encoder's outputs at a time. */
final class Embeddings implements AutoCloseable {
  /** Recordings times width of a tensor: 64 MiB of floats. */
  private static final long MOST_VALUES = 1 << 24;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final SafeTensorsFile file;

  /**
   * One recording's output.
   *
   * @param label its class, or empty
   * @param target whether it is of the corpus that was recognised
   */
  record Row(String label, boolean target, double[] values) {}

  private Embeddings(SafeTensorsFile file) {
    this.file = file;
  }

  /**
   * Opens a file.
   *
   * @throws org.emodna.base.EmoDnaException if it can't be read or is no sound safetensors file
   */
  static Embeddings open(Path path) {
    return new Embeddings(SafeTensorsFile.open(path));
  }

  /** The encoders that the file has outputs of, such as emotion and corpus, emotion first. */
  List<String> spaces() {
    Set<String> spaces = new TreeSet<>(Collections.reverseOrder());
    for (String tensor : file.names()) {
      String[] parts = tensor.split("\\.", 2);
      if (parts.length == 2 && List.of("source", "recognised").contains(parts[0])) {
        spaces.add(parts[1]);
      }
    }
    return List.copyOf(spaces);
  }

  /**
   * The outputs of an encoder for a sample of the recordings, as {@link Sample} takes it.
   *
   * @param most rows
   * @throws ReportException if shapes and labels don't fit, it is too large or not finite
   */
  List<Row> rows(String space, int most) {
    List<String> groups = new ArrayList<>();
    List<List<String>> labels = new ArrayList<>();
    for (String side : List.of("source", "recognised")) {
      List<String> ofSide =
          file.contains(side + "." + space) ? labels(side, space) : Collections.emptyList();
      labels.add(ofSide);
      ofSide.forEach(label -> groups.add(side + "." + label));
    }
    int[] chosen = Sample.of(groups, most);
    List<Row> rows = new ArrayList<>();
    int before = 0;
    for (int s = 0; s < 2; s++) {
      List<String> ofSide = labels.get(s);
      String tensor = (s == 0 ? "source." : "recognised.") + space;
      float[] values = ofSide.isEmpty() ? new float[0] : file.toFloatArray(tensor);
      int width = ofSide.isEmpty() ? 0 : values.length / ofSide.size();
      for (int index : chosen) {
        int at = index - before;
        if (at >= 0 && at < ofSide.size()) {
          rows.add(new Row(ofSide.get(at), s == 1, row(values, at, width, tensor)));
        }
      }
      before += ofSide.size();
    }
    if (rows.stream().mapToInt(row -> row.values.length).distinct().count() > 1) {
      throw wrong("the encoder '" + space + "' has other widths for source and recognised");
    }
    return rows;
  }

  private double[] row(float[] values, int row, int width, String tensor) {
    double[] copy = new double[width];
    for (int d = 0; d < width; d++) {
      copy[d] = values[row * width + d];
      if (!Double.isFinite(copy[d])) {
        throw wrong("the tensor '" + tensor + "' has the value " + copy[d]);
      }
    }
    return copy;
  }

  private List<String> labels(String side, String space) {
    TensorInfo info = file.info(side + "." + space);
    long[] shape = info.shape();
    if (shape.length != 2
        || info.elements() > MOST_VALUES
        || (shape[0] > 0 && (shape[1] < 1 || !info.dtype().isFloating()))) {
      throw wrong(
          "the tensor '%s.%s' is %s %s; at most %d numbers in two dimensions are read"
              .formatted(side, space, info.dtype(), Arrays.toString(shape), MOST_VALUES));
    }
    String[] labels = list(side + ".labels");
    if (labels.length != shape[0]) {
      throw wrong(
          "'%s.labels' has %d entries for %d recordings".formatted(side, labels.length, shape[0]));
    }
    return Arrays.stream(labels).map(label -> label == null ? "" : label).toList();
  }

  private String[] list(String key) {
    String json = file.metadata().get(key);
    if (json == null) {
      throw wrong("lacks the metadata '" + key + "'");
    }
    try {
      String[] list = JSON.readValue(json, String[].class);
      if (list != null) {
        return list;
      }
    } catch (JsonProcessingException e) {
      throw wrong("its metadata '" + key + "' is no list of texts: " + JsonErrors.reason(e));
    }
    throw wrong("its metadata '" + key + "' is empty");
  }

  private ReportException wrong(String reason) {
    return new ReportException(
        Problem.of(file.name(), reason)
            .remedy("delete the run's folder, and `reproduce` trains it again"));
  }

  @Override
  public void close() {
    file.close();
  }
}
