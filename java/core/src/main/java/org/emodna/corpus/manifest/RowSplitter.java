package org.emodna.corpus.manifest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.emodna.corpus.manifest.ManifestText.Line;

/**
 * Cuts a table's lines into cells as RFC 4180 has it: a cell in double quotes may hold separators,
 * quotes written twice, and line ends. A quote inside a cell that does not begin with one is an
 * ordinary character.
 *
 * <p>A stray quote costs its own line alone. The line where the quoted cell began is a bad row, and
 * reading goes on with the next line, where a closing quote is followed by anything but a
 * separator, where no closing quote comes within {@link ManifestLimits#CELL_LINES} lines or {@link
 * ManifestLimits#CELL_CHARS} characters, and where a line inside the cell is a complete row.
 */
final class RowSplitter {
  /** Cells, or why there are none. */
  record Split(long line, List<String> cells, String problem) {}

  private static final class Stray extends Exception {
    private static final long serialVersionUID = 1L;

    Stray(String message) {
      super(message, null, false, false);
    }
  }

  private final ManifestText text;
  private final char separator;
  private final Predicate<List<String>> isRow;
  private final List<Line> taken = new ArrayList<>();
  private String line;
  private int at;

  /**
   * Reads on from the text's next line.
   *
   * @param isRow whether cells are those of a row, not of a text with several lines
   */
  RowSplitter(ManifestText text, char separator, Predicate<List<String>> isRow) {
    this.text = text;
    this.separator = separator;
    this.isRow = isRow;
  }

  /** The next row that is not blank, or null at the end. */
  Split next() throws IOException {
    for (Line first = text.next(); first != null; first = text.next()) {
      Split split = split(first);
      if (split.problem != null || split.cells.stream().anyMatch(cell -> !cell.isEmpty())) {
        return split;
      }
    }
    return null;
  }

  private Split split(Line first) throws IOException {
    if (first.tooLong()) {
      return new Split(first.number(), null, tooLong(ManifestLimits.LINE_CHARS));
    }
    taken.clear();
    line = first.text();
    at = 0;
    try {
      List<String> cells = cells();
      for (Line inside : taken) {
        if (isRow.test(plainCells(inside.text(), separator))) {
          throw new Stray(
              "a quoted cell goes on over line %d, which is a complete row; close its quote"
                  .formatted(inside.number()));
        }
      }
      return new Split(first.number(), cells, null);
    } catch (Stray e) {
      for (int i = taken.size() - 1; i >= 0; i--) {
        text.giveBack(taken.get(i));
      }
      return new Split(first.number(), null, e.getMessage());
    }
  }

  private List<String> cells() throws Stray, IOException {
    List<String> cells = new ArrayList<>();
    while (true) {
      int start = at;
      skipBlanks();
      if (at < line.length() && line.charAt(at) == '"') {
        at++;
        cells.add(quoted(cells.size() + 1));
      } else {
        int end = line.indexOf(separator, at);
        at = end < 0 ? line.length() : end;
        cells.add(line.substring(start, at).strip());
      }
      if (cells.get(cells.size() - 1).length() > ManifestLimits.CELL_CHARS) {
        throw new Stray(
            "cell %d is %s".formatted(cells.size(), tooLong(ManifestLimits.CELL_CHARS)));
      }
      if (cells.size() > 2 * ManifestLimits.COLUMNS) {
        throw new Stray("more than %d cells".formatted(2 * ManifestLimits.COLUMNS));
      }
      if (at == line.length()) {
        return cells;
      }
      at++;
    }
  }

  /** The cell behind its opening quote, up to where the separator or the line's end follows. */
  private String quoted(int number) throws Stray, IOException {
    StringBuilder cell = new StringBuilder();
    while (true) {
      if (at == line.length()) {
        Line more = text.next();
        if (more != null) {
          taken.add(more);
        }
        if (more == null
            || taken.size() > ManifestLimits.CELL_LINES
            || cell.length() + more.text().length() > ManifestLimits.CELL_CHARS) {
          throw new Stray(
              "the quote that begins cell %d is not closed; close it, or write it as \"\""
                  .formatted(number));
        }
        line = more.text();
        at = 0;
        cell.append('\n');
        continue;
      }
      char c = line.charAt(at++);
      if (c != '"') {
        cell.append(c);
      } else if (at < line.length() && line.charAt(at) == '"') {
        cell.append(c);
        at++;
      } else {
        break;
      }
    }
    skipBlanks();
    if (at < line.length() && line.charAt(at) != separator) {
      throw new Stray(
          "cell %d has text after its closing quote; write quotes inside a cell as \"\""
              .formatted(number));
    }
    return cell.toString().strip();
  }

  private void skipBlanks() {
    while (at < line.length() && line.charAt(at) != separator && line.charAt(at) <= ' ') {
      at++;
    }
  }

  private static String tooLong(int limit) {
    return "longer than " + limit + " characters";
  }

  /** A line's cells, if quotes matter only around a cell. */
  static List<String> plainCells(String line, char separator) {
    List<String> cells = new ArrayList<>();
    for (int from = 0; from >= 0 && cells.size() <= ManifestLimits.COLUMNS; ) {
      int end = line.indexOf(separator, from);
      String cell = line.substring(from, end < 0 ? line.length() : end).strip();
      cells.add(cell.replaceAll("^\"|\"$", "").strip());
      from = end < 0 ? -1 : end + 1;
    }
    return cells;
  }
}
