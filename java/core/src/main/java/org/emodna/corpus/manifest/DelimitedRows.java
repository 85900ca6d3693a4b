package org.emodna.corpus.manifest;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.emodna.corpus.CorpusException;

/** Reads CSV and TSV with a header row. */
final class DelimitedRows {
  private static final ObjectReader READER =
      new CsvMapper(
              CsvFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxStringLength(ManifestLimits.CELL_CHARS)
                          .build())
                  .build())
          .readerFor(String[].class)
          .with(CsvParser.Feature.WRAP_AS_ARRAY)
          .with(CsvParser.Feature.TRIM_SPACES)
          .with(CsvParser.Feature.SKIP_EMPTY_LINES);

  private DelimitedRows() {}

  /** Reads all rows; {@code separator} 0 means to find it in the header. */
  static void read(Path file, BufferedReader text, char separator, Rows into) throws IOException {
    char used = separator != 0 ? separator : sniff(text);
    CsvSchema schema = CsvSchema.emptySchema().withColumnSeparator(used);
    try (MappingIterator<String[]> rows = READER.with(schema).readValues(text)) {
      if (!rows.hasNextValue()) {
        throw new CorpusException("manifest " + file + ": empty; a header row is needed");
      }
      List<String> header = header(file, rows.nextValue());
      for (long number = 1; rows.hasNextValue(); number++) {
        String[] cells = rows.nextValue();
        if (cells.length != header.size()) {
          into.unreadable(
              number, "%d cells under a header of %d".formatted(cells.length, header.size()));
          continue;
        }
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i < cells.length; i++) {
          fields.put(header.get(i), cells[i]);
        }
        into.row(number, fields);
      }
    }
  }

  private static List<String> header(Path file, String[] cells) {
    if (cells.length > ManifestLimits.COLUMNS) {
      throw new CorpusException(
          "manifest %s: %d columns are more than %d"
              .formatted(file, cells.length, ManifestLimits.COLUMNS));
    }
    List<String> header = Arrays.stream(cells).map(Column::normalised).toList();
    Set<String> seen = new HashSet<>();
    for (String name : header) {
      // pandas writes an index column without a name.
      if (!seen.add(name) && !name.isEmpty()) {
        throw new CorpusException(
            "manifest %s: column '%s' occurs twice".formatted(file, Manifest.excerpt(name)));
      }
    }
    if (header.stream().noneMatch(Column.PATH::covers)) {
      throw new CorpusException(
          "manifest %s: the header '%s' has no column for the audio file; name it one of %s"
              .formatted(file, Manifest.excerpt(String.join(", ", header)), Column.PATH.names()));
    }
    return header;
  }

  /** Comma, semicolon or tab: the one that the first line has most of. */
  private static char sniff(BufferedReader text) throws IOException {
    text.mark(ManifestLimits.CELL_CHARS);
    int[] counts = new int[3];
    for (int i = 0; i < ManifestLimits.CELL_CHARS - 1; i++) {
      int c = text.read();
      if (c < 0 || c == '\n' || c == '\r') {
        break;
      }
      int kind = ",;\t".indexOf(c);
      if (kind >= 0) {
        counts[kind]++;
      }
    }
    text.reset();
    int best = 0;
    for (int kind = 1; kind < counts.length; kind++) {
      best = counts[kind] > counts[best] ? kind : best;
    }
    return ",;\t".charAt(best);
  }
}
