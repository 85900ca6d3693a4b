package org.emodna.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.emodna.base.JsonErrors;
import org.emodna.features.InputSpec;

/** What a model file says of itself beside its tensors, as JSON. */
final class ModelMetadata {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  private static final String ENCODER = "encoder";
  private static final String KIND = "kind";

  private ModelMetadata() {}

  static String architecture(Model model) {
    Map<String, Object> encoder = new TreeMap<>(model.encoder().architecture());
    encoder.put(KIND, model.encoder().kind());
    return write(Map.of(ENCODER, encoder));
  }

  static Encoder architecture(String json, EncoderInput input) {
    Map<String, Map<String, Object>> all = read("architecture", json, new TypeReference<>() {});
    Map<String, Object> encoder = all.get(ENCODER);
    if (encoder == null || !(encoder.get(KIND) instanceof String kind)) {
      throw new ModelException("its architecture names no encoder");
    }
    return Encoders.named(kind).restore(new Architecture(encoder), input);
  }

  static String labels(List<String> labels) {
    return write(labels);
  }

  static List<String> labels(String json) {
    List<String> labels = read("labels", json, new TypeReference<>() {});
    requireLabels(labels);
    return labels;
  }

  /** Demands what a file needs in order to be read again. */
  static void requireLabels(List<String> labels) {
    if (labels.size() < 2
        || labels.size() > 64
        || labels.stream().anyMatch(Objects::isNull)
        || labels.stream().distinct().count() < labels.size()) {
      throw new ModelException(
          "its labels are " + write(labels) + "; they must be 2 to 64, all different");
    }
  }

  static InputSpec input(String json) {
    return InputSpec.ofJson(read("input", json, new TypeReference<JsonNode>() {}));
  }

  private static String write(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static <T> T read(String name, String json, TypeReference<T> type) {
    try {
      T value = JSON.readValue(json, type);
      if (value != null) {
        return value;
      }
    } catch (JsonProcessingException e) {
      throw new ModelException(
          "its metadata '" + name + "' can't be read: " + JsonErrors.reason(e), e);
    }
    throw new ModelException("its metadata '" + name + "' is empty");
  }
}
