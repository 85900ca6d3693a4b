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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.emodna.base.PathText;
import org.emodna.base.Problem;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.Utterance;

/**
 * One of EmoBox's lists: JSONL, a recording a line. Its rows are found among the recordings of a
 * corpus by the end of their path, so that the corpus may lie anywhere; what the corpus's reader
 * says of them holds.
 */
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
   * Recordings of a corpus by what they end in.
   *
   * @param found by the row's path
   * @param absent how many rows lead to none, or to several
   */
  record Matched(Map<String, Utterance> found, int absent) {}

  /** Finds the rows among a corpus's recordings: by the longest end that their paths share. */
  Matched in(Corpus corpus) {
    Map<String, List<Utterance>> byName = new HashMap<>();
    for (Utterance one : corpus.utterances()) {
      byName
          .computeIfAbsent(stem(last(slashed(one.path().toString()))), first -> new ArrayList<>())
          .add(one);
    }
    Map<String, Utterance> found = new LinkedHashMap<>();
    int absent = 0;
    for (Row row : rows) {
      String path = slashed(row.file);
      Optional<Utterance> one = longest(path, byName.getOrDefault(stem(last(path)), List.of()));
      one.ifPresent(utterance -> found.put(row.file, utterance));
      absent += one.isEmpty() ? 1 : 0;
    }
    return new Matched(found, absent);
  }

  /** The only one whose path has the longest end in common. */
  private static Optional<Utterance> longest(String path, List<Utterance> candidates) {
    if (candidates.size() == 1) {
      return Optional.of(candidates.get(0));
    }
    int most = 0;
    Utterance best = null;
    boolean alone = false;
    for (Utterance one : candidates) {
      int common = common(path, slashed(one.path().toString()));
      if (common > most) {
        most = common;
        best = one;
        alone = true;
      } else if (common == most) {
        alone = false;
      }
    }
    return alone ? Optional.ofNullable(best) : Optional.empty();
  }

  /** How many names at the end of two paths are equal; case and the files' endings don't count. */
  private static int common(String a, String b) {
    String[] one = stem(a).split("/");
    String[] other = stem(b).split("/");
    int common = 0;
    while (common < Math.min(one.length, other.length)
        && one[one.length - 1 - common].equals(other[other.length - 1 - common])) {
      common++;
    }
    return common;
  }

  private static String slashed(String path) {
    return path.replace('\\', '/').toLowerCase(Locale.ROOT);
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static String stem(String path) {
    int dot = path.lastIndexOf('.');
    return dot > path.lastIndexOf('/') + 1 ? path.substring(0, dot) : path;
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
