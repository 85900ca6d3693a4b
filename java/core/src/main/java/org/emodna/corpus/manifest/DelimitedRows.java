package org.emodna.corpus.manifest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.emodna.corpus.CorpusException;
import org.emodna.corpus.manifest.ManifestText.Line;

/** Reads CSV, TSV and their like, with a header row. */
final class DelimitedRows {
  private static final String SEPARATORS = ",;\t|";
  private static final String EXCEL = "sep=";

  private DelimitedRows() {}

  /**
   * Reads all rows.
   *
   * @param isFile whether a cell names a file that is there
   */
  static void read(Path file, ManifestText text, Predicate<String> isFile, Rows into)
      throws IOException {
    char separator = separator(file, text);
    RowSplitter headerSplitter = new RowSplitter(text, separator, cells -> false);
    List<String> header = header(file, headerSplitter.next());
    Predicate<List<String>> isRow =
        cells -> cells.size() == header.size() && cells.stream().anyMatch(isFile);
    RowSplitter rows = new RowSplitter(text, separator, isRow);
    long number = 0;
    for (RowSplitter.Split row = rows.next(); row != null; row = rows.next()) {
      Rows.Id id = Rows.Id.headed(++number, row.line());
      if (row.problem() != null) {
        into.unreadable(id, row.problem());
      } else if (row.cells().get(0).startsWith("#") && row.cells().stream().noneMatch(isFile)) {
        into.comment(id);
      } else if (!fits(row.cells(), header)) {
        into.unreadable(
            id, "%d cells under a header of %d".formatted(row.cells().size(), header.size()));
      } else {
        into.row(id, fields(header, row.cells()));
      }
    }
  }

  /** One separator more or less at the end of a line is not a cell. */
  private static boolean fits(List<String> cells, List<String> header) {
    int common = Math.min(cells.size(), header.size());
    return cells.subList(common, cells.size()).stream().allMatch(String::isEmpty)
        && header.subList(common, header.size()).stream().allMatch(String::isEmpty);
  }

  private static Map<String, String> fields(List<String> header, List<String> cells) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i < Math.min(header.size(), cells.size()); i++) {
      // pandas writes an index column without a name.
      if (!header.get(i).isEmpty()) {
        fields.putIfAbsent(header.get(i), cells.get(i));
      }
    }
    return fields;
  }

  private static List<String> header(Path file, RowSplitter.Split row) {
    if (row == null) {
      throw new CorpusException("manifest " + file + ": empty; a header row is needed");
    }
    if (row.problem() != null) {
      throw new CorpusException("manifest %s: the header: %s".formatted(file, row.problem()));
    }
    if (row.cells().size() > ManifestLimits.COLUMNS) {
      throw new CorpusException(
          "manifest %s: %d columns are more than %d"
              .formatted(file, row.cells().size(), ManifestLimits.COLUMNS));
    }
    List<String> header = new ArrayList<>(row.cells());
    header.set(0, header.get(0).replaceFirst("^#\\s*", ""));
    Set<String> seen = new HashSet<>();
    for (String name : header) {
      if (!seen.add(name) && Column.anyCovers(name)) {
        throw new CorpusException(
            "manifest %s: column '%s' occurs twice".formatted(file, Manifest.excerpt(name)));
      }
    }
    if (!Column.PATH.coversAny(header) && !Meld.isIts(header)) {
      throw new CorpusException(
          "manifest %s: the header '%s' has no column for the audio file; call it one of %s"
              .formatted(file, Manifest.excerpt(String.join(", ", header)), Column.PATH.names()));
    }
    return header;
  }

  /** Goes to the header and finds the separator that makes the best header of it. */
  private static char separator(Path file, ManifestText text) throws IOException {
    for (Line line = text.next(); line != null; line = text.next()) {
      String head = line.text().strip();
      if (head.toLowerCase(Locale.ROOT).startsWith(EXCEL) && head.length() == EXCEL.length() + 1) {
        return head.charAt(EXCEL.length());
      }
      if (head.isEmpty()) {
        continue;
      }
      char best = sniff(file, head);
      // What precedes the header in hash signs is a comment; a header may have one itself.
      boolean comment =
          head.startsWith("#")
              && !Column.PATH.coversAny(RowSplitter.plainCells(head.substring(1), best));
      if (!comment) {
        text.giveBack(line);
        return best;
      }
    }
    return ',';
  }

  private static char sniff(Path file, String head) {
    String all = file.toString().toLowerCase(Locale.ROOT).endsWith(".tsv") ? "\t,;|" : SEPARATORS;
    String line = head.length() > ManifestLimits.CELL_CHARS ? head.substring(0, 1 << 16) : head;
    char best = all.charAt(0);
    int most = -1;
    for (char candidate : all.toCharArray()) {
      List<String> cells = RowSplitter.plainCells(line, candidate);
      int score = cells.size() + (Column.PATH.coversAny(cells) ? 1000 : 0);
      if (score > most) {
        most = score;
        best = candidate;
      }
    }
    return best;
  }
}
