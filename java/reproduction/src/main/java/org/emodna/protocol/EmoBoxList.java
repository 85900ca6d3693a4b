package org.emodna.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.emodna.base.PathText;
import org.emodna.base.Problem;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.Utterance;

/** One of EmoBox's lists: JSONL, a recording a line. */
final class EmoBoxList {
  private static final long MOST_BYTES = 256L << 20;
  private static final int MOST_ROWS = 1_000_000;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(16).maxStringLength(1 << 16).build())
          .build();

  /**
   * A row.
   *
   * @param file path as the list has it
   * @param label as the list has it; null = none
   */
  record Row(String file, String label) {}

  private final Path file;
  private final List<Row> rows;

  private EmoBoxList(Path file, List<Row> rows) {
    this.file = file;
    this.rows = rows;
  }

  Path file() {
    return file;
  }

  List<Row> rows() {
    return rows;
  }

  /** Reads a list, whose rows must all be understood. */
  static EmoBoxList read(Path file) {
    List<Row> rows = new ArrayList<>();
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw problem(file, "is larger than 256 MiB", "");
      }
      try (BufferedReader in = Files.newBufferedReader(file)) {
        int number = 0;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          number++;
          if (!line.isBlank()) {
            rows.add(row(file, number, line));
          }
          if (rows.size() > MOST_ROWS) {
            throw problem(file, "has more than " + MOST_ROWS + " rows", "");
          }
        }
      }
    } catch (IOException e) {
      throw new ProtocolException(
          Problem.of(PathText.of(file), "can't be read (" + Names.shown(e.toString()) + ")"), e);
    }
    if (rows.isEmpty()) {
      throw problem(file, "has no rows", "");
    }
    return new EmoBoxList(file, rows);
  }

  private static ProtocolException problem(Path file, String reason, String remedy) {
    return new ProtocolException(Problem.of(PathText.of(file), reason).remedy(remedy));
  }

  private static Row row(Path file, int number, String line) {
    Map<String, String> fields = new HashMap<>();
    try (JsonParser parser = JSON.createParser(line)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          if (parser.nextToken() == JsonToken.VALUE_STRING) {
            fields.put(name, parser.getText());
          } else {
            parser.skipChildren();
          }
        }
      }
    } catch (IOException e) {
      throw problem(file, "row " + number + " is not valid JSON", "take it as EmoBox publishes it");
    }
    // The folds' name, and that of the second track.
    String path = fields.getOrDefault("wav", fields.get("wav_filename"));
    if (path == null || path.isBlank()) {
      throw problem(
          file, "row " + number + " names no recording ('wav')", "take it as EmoBox publishes it");
    }
    return new Row(path, fields.getOrDefault("emo", fields.get("label")));
  }

  /**
   * Rows whose label is another than the corpus's reader says.
   *
   * @param codes what the labels mean; a label that is not among them means itself
   * @return a sentence for each
   */
  List<String> otherLabels(Map<String, Utterance> found, Map<String, String> codes) {
    List<String> others = new ArrayList<>();
    for (Row row : rows) {
      Utterance one = found.get(row.file);
      if (one == null || row.label == null || one.emotion() == null) {
        continue;
      }
      Optional<Emotion> said = Emotion.known(codes.getOrDefault(row.label, row.label));
      if (said.isPresent() && !said.get().equals(one.emotion())) {
        others.add("%s: %s there, %s here".formatted(one.id(), said.get(), one.emotion()));
      }
    }
    return others;
  }
}
