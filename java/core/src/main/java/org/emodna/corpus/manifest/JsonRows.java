package org.emodna.corpus.manifest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.emodna.corpus.manifest.ManifestText.Line;

/**
 * Reads JSONL: one JSON object per line, whose number is the row's. A line that cannot be read does
 * not stop the others. A file that is one JSON document is left to {@link JsonDocument}.
 */
final class JsonRows {
  private JsonRows() {}

  static void read(Path file, ManifestText text, Rows into) throws IOException {
    Line first = text.next();
    while (first != null && first.text().isBlank()) {
      first = text.next();
    }
    if (first == null) {
      return;
    }
    Line second = text.next();
    if (second != null) {
      text.giveBack(second);
    }
    text.giveBack(first);
    if (isDocument(first.text(), second == null ? "" : second.text().strip())) {
      JsonDocument.read(file, text, into);
      return;
    }
    for (Line line = text.next(); line != null; line = text.next()) {
      Rows.Id id = Rows.Id.of(line.number());
      if (line.tooLong()) {
        into.unreadable(id, "longer than " + ManifestLimits.LINE_CHARS + " characters");
      } else if (!line.text().isBlank()) {
        object(id, line.text(), into);
      }
    }
  }

  /** Whether a file goes on where its first line ends, or holds rows in one object. */
  private static boolean isDocument(String first, String second) {
    if (!first.strip().startsWith("{")) {
      return first.strip().startsWith("[");
    }
    try (JsonParser parser = JsonFields.FACTORY.createParser(first)) {
      try {
        return holdsRows(parser);
      } catch (JsonProcessingException e) {
        boolean early =
            e.getLocation() != null && e.getLocation().getCharOffset() >= first.length();
        // The next line of a document goes on; that of a list of objects begins the next one.
        return early
            && (parser.getParsingContext().getNestingDepth() > 1 || !second.startsWith("{"));
      }
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean holdsRows(JsonParser parser) throws IOException {
    parser.nextToken();
    boolean rows = true;
    boolean any = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      any = true;
      rows &= !parser.nextToken().isScalarValue();
      parser.skipChildren();
    }
    return any && rows;
  }

  private static void object(Rows.Id id, String line, Rows into) throws IOException {
    Map<String, String> fields;
    try (JsonParser parser = JsonFields.FACTORY.createParser(line)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        into.unreadable(id, "not a JSON object; JSONL has one object per line");
        return;
      }
      fields = JsonFields.read(parser);
      if (parser.nextToken() != null) {
        into.unreadable(id, "more than one JSON object; JSONL has one per line");
        return;
      }
    } catch (JsonProcessingException e) {
      into.unreadable(id, JsonFields.problem(e));
      return;
    } catch (Refused e) {
      into.unreadable(id, e.getMessage());
      return;
    }
    into.row(id, fields);
  }
}
