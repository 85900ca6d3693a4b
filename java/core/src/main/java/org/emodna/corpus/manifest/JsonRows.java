package org.emodna.corpus.manifest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Reads JSONL: one JSON object per line. A line that cannot be read does not stop the others. */
final class JsonRows {
  private static final ObjectReader READER =
      new ObjectMapper(
              JsonFactory.builder()
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(16)
                          .maxNumberLength(64)
                          .maxNameLength(ManifestLimits.EXTRA_CHARS)
                          .maxStringLength(ManifestLimits.CELL_CHARS)
                          .build())
                  .build())
          .readerFor(JsonNode.class)
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private JsonRows() {}

  static void read(BufferedReader text, Rows into) throws IOException {
    StringBuilder line = new StringBuilder();
    for (long number = 1; nextLine(text, line); number++) {
      if (line.length() > ManifestLimits.LINE_CHARS) {
        into.unreadable(number, "longer than " + ManifestLimits.LINE_CHARS + " characters");
      } else if (!line.toString().isBlank()) {
        object(number, line.toString(), into);
      }
    }
  }

  /** Reads a line, of which it keeps one character more than allowed; false at the end. */
  private static boolean nextLine(BufferedReader text, StringBuilder line) throws IOException {
    line.setLength(0);
    int c = text.read();
    if (c < 0) {
      return false;
    }
    for (; c >= 0 && c != '\n'; c = text.read()) {
      if (line.length() <= ManifestLimits.LINE_CHARS) {
        line.append((char) c);
      }
    }
    return true;
  }

  private static void object(long number, String line, Rows into) throws IOException {
    JsonNode node;
    try {
      node = READER.readTree(line);
    } catch (JsonProcessingException e) {
      into.unreadable(number, "not valid JSON: " + Manifest.excerpt(e.getOriginalMessage()));
      return;
    }
    if (!node.isObject()) {
      into.unreadable(number, "not a JSON object; JSONL has one object per line");
      return;
    }
    Map<String, String> fields = new HashMap<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (field.getValue().isValueNode() && !field.getValue().isNull()) {
        fields.putIfAbsent(Column.normalised(field.getKey()), field.getValue().asText());
      }
    }
    into.row(number, fields);
  }
}
