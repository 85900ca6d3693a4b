package org.emodna.corpus.manifest;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Which column means what in one table, for all of its rows. A meaning has several columns only
 * where no row has two of them, as in lines of JSON from different sources.
 *
 * @param path the audio file; empty if no column names it
 * @param meld whether rows name MELD's recordings by their numbers
 * @param emotion the label
 * @param labels what labels mean
 * @param speaker who speaks
 * @param gender their gender
 * @param duration seconds
 * @param offsets each beginning of the utterance in the file
 * @param end its end in the file
 */
record Columns(
    List<String> path,
    boolean meld,
    List<String> emotion,
    Labels labels,
    List<String> speaker,
    List<String> gender,
    List<String> duration,
    List<String> offsets,
    List<String> end) {

  /** The column of a meaning that a row has; null if it has none. */
  static String in(Map<String, String> row, List<String> columns) {
    for (String column : columns) {
      if (row.containsKey(column)) {
        return column;
      }
    }
    return null;
  }

  /** A cell of a row, stripped; null if it is blank, or there is no such column. */
  static String cell(Map<String, String> row, List<String> columns) {
    String column = in(row, columns);
    String text = column == null ? "" : row.get(column).strip();
    return text.isEmpty() ? null : text;
  }

  /** Whether a column has a meaning here and is not an extra. */
  boolean use(String column) {
    return Stream.of(path, emotion, speaker, gender, duration, offsets, end)
        .anyMatch(columns -> columns.contains(column));
  }
}
