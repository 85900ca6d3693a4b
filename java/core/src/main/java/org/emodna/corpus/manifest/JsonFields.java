package org.emodna.corpus.manifest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.emodna.corpus.Unusable.Kind;

/** Takes a row's fields from a JSON object, without building what is nested in it. */
final class JsonFields {
  private static final int MOST_FIELDS = 4 * ManifestLimits.COLUMNS;

  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(16)
                  .maxNumberLength(64)
                  .maxNameLength(ManifestLimits.EXTRA_CHARS)
                  .maxStringLength(ManifestLimits.CELL_CHARS)
                  .build())
          .build();

  private JsonFields() {}

  /**
   * Reads an object to its end.
   *
   * @param parser at the object's beginning
   * @return texts by name; blank for null
   * @throws Refused if a field is there twice; the object has been read to its end
   */
  static Map<String, String> read(JsonParser parser) throws IOException, Refused {
    Map<String, String> fields = new LinkedHashMap<>();
    String twice = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName().strip();
      JsonToken value = parser.nextToken();
      String text = text(parser, name, value);
      if (text != null && fields.size() < MOST_FIELDS && fields.putIfAbsent(name, text) != null) {
        twice = name;
      }
    }
    if (twice != null) {
      throw Refused.because(
          "the field '" + Manifest.excerpt(twice) + "' occurs twice",
          Kind.NOT_UNDERSTOOD,
          "a field occurs twice");
    }
    return fields;
  }

  /** A value's text, blank for null; null for nested values that mean nothing here. */
  static String text(JsonParser parser, String name, JsonToken value) throws IOException {
    if (value.isScalarValue()) {
      return value == JsonToken.VALUE_NULL ? "" : parser.getText();
    }
    if (value == JsonToken.START_OBJECT && Column.PATH.covers(name)) {
      return pathWithin(parser);
    }
    parser.skipChildren();
    // Not to be mistaken for a row without a label.
    return !Column.EMOTION.covers(name) ? null : value == JsonToken.START_ARRAY ? "[…]" : "{…}";
  }

  /** Hugging Face writes {"audio": {"path": "a.wav", ...}}. */
  private static String pathWithin(JsonParser parser) throws IOException {
    String path = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equals("path") && value == JsonToken.VALUE_STRING) {
        path = parser.getText();
      }
      parser.skipChildren();
    }
    return path;
  }

  /** What is wrong with the JSON, in our words. */
  static String problem(JsonProcessingException e) {
    if (e instanceof JsonEOFException) {
      return "not valid JSON: it ends early";
    }
    if (e instanceof StreamConstraintsException) {
      return "nested too deeply, or a text in it is longer than %d characters"
          .formatted(ManifestLimits.CELL_CHARS);
    }
    return e.getLocation() == null
        ? "not valid JSON"
        : "not valid JSON at column " + e.getLocation().getColumnNr();
  }
}
