package org.emodna.runs;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.emodna.base.Problem;

/**
 * Tables of numbers under names that the project gives: cells without quotes, commas or line
 * breaks. What holds names of users is read and written by {@code ScoredPredictionsFile}.
 */
final class Csv {
  /** Hundreds of thousands of epochs. */
  private static final long MOST_BYTES = 64 << 20;

  private Csv() {}

  /** A name as a cell: one from outside may hold what a plain table can't. */
  static String cell(String name) {
    return name.replaceAll("[,\"\\p{Cntrl}]", "_");
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
