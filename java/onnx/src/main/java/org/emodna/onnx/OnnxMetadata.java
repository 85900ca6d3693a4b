package org.emodna.onnx;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.emodna.features.FeatureStatistics;
import org.emodna.model.Model;
import org.emodna.model.ModelFile;

/** What an ONNX file says of its model beside the graph: text by name. */
final class OnnxMetadata {
  private static final ObjectMapper JSON = new ObjectMapper();

  private OnnxMetadata() {}

  /** That of the model's own file, the names of an input's values, and the statistics. */
  static Map<String, String> of(Model model) {
    Map<String, String> metadata = new TreeMap<>(ModelFile.metadata(model));
    metadata.put("format", OnnxFile.FORMAT);
    metadata.put("values", json(model.input().spec().valueNames()));
    statistics(metadata, "normalisation.source", model.input().source());
    statistics(metadata, "normalisation.target", model.input().target());
    return metadata;
  }

  private static void statistics(
      Map<String, String> metadata, String name, Optional<FeatureStatistics> statistics) {
    statistics.ifPresent(
        known -> {
          metadata.put(name + ".mean", json(known.mean()));
          metadata.put(name + ".sd", json(known.sd()));
        });
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
