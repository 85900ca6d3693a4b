package org.emodna.corpus.manifest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.emodna.corpus.CorpusException;

/** A table that a corpus brings with it: CSV with a header row, whose columns its reader knows. */
public final class PlainTable {
  private PlainTable() {}

  /**
   * Reads every row that fits the header; one that does not is skipped.
   *
   * @param file CSV with commas
   * @param into gets cells by column, in the rows' order
   * @return how many rows could not be read
   * @throws CorpusException if the file is not a table, or is too large
   * @throws IOException if it can't be read
   */
  public static long read(Path file, Consumer<Map<String, String>> into) throws IOException {
    try (ManifestText text = ManifestText.open(file)) {
      RowSplitter rows = new RowSplitter(text, ',', cells -> false);
      RowSplitter.Split header = rows.next();
      if (header == null || header.problem() != null) {
        throw new CorpusException(file + ": not a table with a header row");
      }
      long unread = 0;
      long number = 0;
      for (RowSplitter.Split row = rows.next(); row != null; row = rows.next()) {
        if (++number > ManifestLimits.ROWS) {
          throw new CorpusException(file + ": more than %d rows".formatted(ManifestLimits.ROWS));
        }
        if (row.problem() != null || row.cells().size() != header.cells().size()) {
          unread++;
        } else {
          into.accept(fields(header.cells(), row.cells()));
        }
      }
      return unread;
    }
  }

  private static Map<String, String> fields(List<String> header, List<String> cells) {
    Map<String, String> fields = new HashMap<>();
    for (int i = 0; i < header.size(); i++) {
      fields.putIfAbsent(header.get(i), cells.get(i));
    }
    return fields;
  }
}
