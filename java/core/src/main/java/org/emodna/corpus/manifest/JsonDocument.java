package org.emodna.corpus.manifest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.emodna.corpus.CorpusException;

/**
 * Reads JSON documents that hold rows: an array of objects, an object of objects by their keys (as
 * EmoBox's .json), an object with such an array in it, or objects one behind the other. What is not
 * valid JSON ends the reading, and is a bad row.
 */
final class JsonDocument {
  private final Path file;
  private final JsonParser parser;
  private final Rows into;
  private long number;

  private JsonDocument(Path file, JsonParser parser, Rows into) {
    this.file = file;
    this.parser = parser;
    this.into = into;
  }

  static void read(Path file, ManifestText text, Rows into) throws IOException {
    try (JsonParser parser = JsonFields.FACTORY.createParser(text.rest())) {
      JsonDocument document = new JsonDocument(file, parser, into);
      try {
        document.read();
      } catch (JsonProcessingException e) {
        long line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
        into.unreadable(
            document.next(),
            "line %d: %s; what follows is not read".formatted(line, JsonFields.problem(e)));
      }
    }
  }

  private Rows.Id next() {
    return Rows.Id.of(++number);
  }

  private void read() throws IOException {
    for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
      if (token == JsonToken.START_ARRAY) {
        array();
      } else if (token == JsonToken.START_OBJECT) {
        object();
      } else {
        into.unreadable(next(), "not a JSON object");
      }
    }
  }

  private void array() throws IOException {
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (token == JsonToken.START_OBJECT) {
        row(null);
      } else {
        into.unreadable(next(), "not a JSON object");
        parser.skipChildren();
      }
    }
  }

  /** An object of rows, or a row. */
  private void object() throws IOException {
    Map<String, String> own = new LinkedHashMap<>();
    boolean rows = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName().strip();
      JsonToken value = parser.nextToken();
      boolean nested = !value.isScalarValue() && !isRow(own) && !Column.EMOTION.covers(name);
      if (nested && Column.PATH.covers(name)) {
        String path = JsonFields.text(parser, name, value);
        if (path == null) {
          throw new CorpusException(
              "manifest %s: is a table by columns; write it by rows, in pandas with orient='records'"
                  .formatted(file));
        }
        own.putIfAbsent(name, path);
      } else if (nested && value == JsonToken.START_OBJECT) {
        rows = true;
        row(name);
      } else if (nested) {
        rows = true;
        array();
      } else {
        String text = JsonFields.text(parser, name, value);
        if (text != null && own.size() < ManifestLimits.COLUMNS) {
          own.putIfAbsent(name, text);
        }
      }
    }
    if (!rows || isRow(own)) {
      into.row(next(), own);
    }
  }

  private static boolean isRow(Map<String, String> fields) {
    return fields.keySet().stream().anyMatch(Column.PATH::covers);
  }

  private void row(String key) throws IOException {
    Rows.Id id = next();
    try {
      Map<String, String> fields = JsonFields.read(parser);
      if (key != null) {
        fields.putIfAbsent("key", key);
      }
      into.row(id, fields);
    } catch (Refused e) {
      into.unreadable(id, e.getMessage());
    } catch (JsonProcessingException e) {
      // It is this row that cannot be read, and none after it.
      number--;
      throw e;
    }
  }
}
