package org.emodna.runs;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.emodna.base.Problem;

/**
 * Tables of numbers under names that the project gives: cells without quotes, commas or line
 * breaks. What holds names of users is read and written by {@code ScoredPredictionsFile}.
 */
final class Csv {
  /** Hundreds of thousands of epochs. */
  private static final long MOST_BYTES = 64 << 20;

  private static final Pattern SPECIAL = Pattern.compile("[%,\"\\p{Cntrl}]");
  private static final Pattern ESCAPE = Pattern.compile("%([0-9A-F]{4})");

  private Csv() {}

  /**
   * A name as a cell. One from outside may hold what a plain table can't: that is written as a
   * percent sign and four hexadecimal digits, so that different names stay different.
   */
  static String cell(String name) {
    return SPECIAL
        .matcher(name)
        .replaceAll(special -> "%%%04X".formatted((int) special.group().charAt(0)));
  }

  /** The name that {@link #cell} has made a cell of. */
  static String name(String cell) {
    return ESCAPE
        .matcher(cell)
        .replaceAll(
            escape ->
                Matcher.quoteReplacement(
                    String.valueOf((char) Integer.parseInt(escape.group(1), 16))));
  }

  static List<List<String>> read(Path file) {
    List<List<String>> rows = new ArrayList<>();
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new RunStoreException(
            Problem.of(file, "is larger than 64 MiB, so it is not a table of epochs"));
      }
      try (BufferedReader lines = Files.newBufferedReader(file)) {
        for (String line; (line = lines.readLine()) != null; ) {
          rows.add(List.of(line.split(",", -1)));
        }
      }
    } catch (IOException e) {
      throw new RunStoreException(Problem.of(file, "can't be read (" + e + ")"), e);
    }
    return rows;
  }

  static RunStoreException wrong(Path file, int line, String why) {
    return new RunStoreException(Problem.of(file, "line " + line + ": " + why));
  }
}
