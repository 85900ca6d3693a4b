package org.emodna.evaluation;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.NumberInput;
import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.function.IntFunction;
import org.emodna.base.AtomicFile;
import org.emodna.base.JsonErrors;

/**
 * A table of predictions as CSV (RFC 4180, UTF-8, lines end in LF): {@code id}, columns of the
 * caller, {@code prediction}, then a column of probabilities for each class. A recording that could
 * not be used has no prediction and no probabilities. The same predictions give the same bytes.
 */
final class PredictionsCsv {
  /** Some millions of recordings. */
  private static final long MOST_BYTES = 1L << 28;

  private static final int MOST_CLASSES = 64;
  private static final String ID = "id";
  private static final String PREDICTION = "prediction";

  private static final CsvFactory CSV =
      CsvFactory.builder().enable(CsvParser.Feature.WRAP_AS_ARRAY).build();

  /**
   * What a file holds.
   *
   * @param others cells of the caller's columns, for each recording
   */
  record Table(Predictions predictions, List<String[]> others) {}

  private PredictionsCsv() {}

  /**
   * Writes a table, in the place of an earlier file.
   *
   * @param columns between id and prediction
   * @param others cells of these columns by the recording's number; null is an empty one
   */
  static void write(
      Path file, Predictions predictions, List<String> columns, IntFunction<String[]> others) {
    try {
      AtomicFile.write(
          file,
          out -> {
            Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
            List<String> header = new ArrayList<>(List.of(ID));
            header.addAll(columns);
            header.add(PREDICTION);
            header.addAll(predictions.labels());
            line(text, header);
            for (int i = 0; i < predictions.size(); i++) {
              List<String> cells = new ArrayList<>(List.of(predictions.ids().get(i)));
              cells.addAll(Arrays.asList(others.apply(i)));
              cells.add(predictions.label(i).orElse(null));
              float[] values = predictions.probabilities(i).orElse(null);
              for (int c = 0; c < predictions.labels().size(); c++) {
                // The shortest text that gives the same float, on every version of Java.
                cells.add(values == null ? null : NumberOutput.toString(values[c], true));
              }
              line(text, cells);
            }
            text.flush();
          });
    } catch (IOException e) {
      throw new EvaluationException(file + ": the predictions can't be written (" + e + ")", e);
    }
  }

  private static void line(Writer to, List<String> cells) throws IOException {
    for (int i = 0; i < cells.size(); i++) {
      if (i > 0) {
        to.append(',');
      }
      String cell = cells.get(i);
      if (cell != null) {
        to.append(quoted(cell));
      }
    }
    to.append('\n');
  }

  private static String quoted(String cell) {
    boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c < ' ');
    return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }

  /**
   * Reads what {@link #write} has written.
   *
   * @param columns between id and prediction
   * @throws EvaluationException if the file can't be read or is not such a file; it names the line
   */
  static Table read(Path file, List<String> columns) {
    try (BufferedReader text = Files.newBufferedReader(file)) {
      if (Files.size(file) > MOST_BYTES) {
        throw new EvaluationException(
            file + ": is larger than 256 MiB, so it is not a file of predictions");
      }
      return new Reading(file, columns).read(text);
    } catch (IOException e) {
      throw new EvaluationException(file + ": the predictions can't be read (" + e + ")", e);
    }
  }

  /** One file on its way. */
  private static final class Reading {
    private final Path file;
    private final List<String> columns;

    /** Number of the line that is read; 1 is the header. */
    private int line = 1;

    /** Cells before the probabilities. */
    private final int before;

    private List<String> labels = List.of();

    Reading(Path file, List<String> columns) {
      this.file = file;
      this.columns = columns;
      before = columns.size() + 2;
    }

    Table read(BufferedReader text) throws IOException {
      List<String> ids = new ArrayList<>();
      List<String[]> others = new ArrayList<>();
      List<float[]> probabilities = new ArrayList<>();
      List<String> predicted = new ArrayList<>();
      List<Integer> lines = new ArrayList<>();
      try (JsonParser cells = CSV.createParser(text)) {
        cells.nextToken();
        List<String> first = row(cells);
        if (first == null) {
          throw new EvaluationException(file + ": is empty; predict again");
        }
        labels = header(first);
        for (List<String> row = row(cells); row != null; row = row(cells)) {
          if (row.get(0).isEmpty()) {
            throw wrong("it has no id", null);
          }
          if (row.size() != before + labels.size()) {
            throw wrong(
                "it has %d cells under a header of %d"
                    .formatted(row.size(), before + labels.size()),
                null);
          }
          ids.add(row.get(0));
          others.add(row.subList(1, before - 1).toArray(String[]::new));
          predicted.add(row.get(before - 1));
          probabilities.add(probabilities(row));
          lines.add(line);
        }
      } catch (JsonProcessingException e) {
        throw wrong(JsonErrors.reason(e), e);
      }
      Predictions read = Predictions.of(ids, labels, probabilities.toArray(float[][]::new));
      for (int i = 0; i < read.size(); i++) {
        if (!read.label(i).orElse("").equals(predicted.get(i))) {
          line = lines.get(i);
          throw wrong("its prediction is not the class of the largest probability", null);
        }
      }
      return new Table(read, others);
    }

    /** The cells of the next line, at least one; null behind the last. */
    private List<String> row(JsonParser cells) throws IOException {
      line = cells.currentLocation().getLineNr();
      if (cells.nextToken() != JsonToken.START_ARRAY) {
        return null;
      }
      List<String> row = new ArrayList<>(before + labels.size());
      while (cells.nextToken() != JsonToken.END_ARRAY) {
        row.add(cells.getText());
      }
      if (row.isEmpty()) {
        row.add("");
      }
      return row;
    }

    private List<String> header(List<String> all) {
      List<String> expected = new ArrayList<>(List.of(ID));
      expected.addAll(columns);
      expected.add(PREDICTION);
      if (all.size() <= before || !all.subList(0, before).equals(expected)) {
        throw wrong("the header must be " + String.join(",", expected) + " and the classes", null);
      }
      List<String> names = List.copyOf(all.subList(before, all.size()));
      if (names.size() > MOST_CLASSES
          || names.contains("")
          || new HashSet<>(names).size() < names.size()) {
        throw wrong("the header must name 1 to %d classes".formatted(MOST_CLASSES), null);
      }
      return names;
    }

    private float[] probabilities(List<String> row) {
      if (row.get(before - 1).isEmpty()) {
        if (row.subList(before, row.size()).stream().anyMatch(cell -> !cell.isEmpty())) {
          throw wrong("it has probabilities and no prediction", null);
        }
        return null;
      }
      float[] values = new float[labels.size()];
      try {
        for (int c = 0; c < values.length; c++) {
          values[c] = NumberInput.parseFloat(row.get(before + c), true);
        }
      } catch (NumberFormatException e) {
        throw wrong("a probability is not a number", e);
      }
      return values;
    }

    private EvaluationException wrong(String why, Exception cause) {
      return new EvaluationException(
          file + ": line " + line + " is not a line of predictions: " + why, cause);
    }
  }
}
