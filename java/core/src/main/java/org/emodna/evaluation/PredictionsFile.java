package org.emodna.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.emodna.base.AtomicFile;
import org.emodna.base.JsonErrors;

/**
 * Predictions in a file of JSON lines, one for each recording: {@code id}, {@code class}, and
 * {@code probabilities} by class name. A recording that could not be used has nulls.
 */
public final class PredictionsFile {
  /** Some millions of recordings. */
  private static final long MOST_BYTES = 1L << 30;

  private static final ObjectMapper JSON = new ObjectMapper();

  private PredictionsFile() {}

  /** The file that belongs to a model: its name with ".predictions.jsonl". */
  public static Path of(Path model) {
    return model.resolveSibling(model.getFileName() + ".predictions.jsonl");
  }

  /**
   * Writes predictions, in the place of an earlier file.
   *
   * @throws EvaluationException if the file can't be written
   */
  public static void write(Path file, Predictions predictions) {
    try {
      AtomicFile.write(
          file,
          out -> {
            Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
            for (int i = 0; i < predictions.size(); i++) {
              text.append(JSON.writeValueAsString(row(predictions, i))).append('\n');
            }
            text.flush();
          });
    } catch (IOException e) {
      throw new EvaluationException(file + ": the predictions can't be written (" + e + ")", e);
    }
  }

  private static Map<String, Object> row(Predictions predictions, int i) {
    float[] values = predictions.probabilities(i).orElse(null);
    Map<String, Float> probabilities = new LinkedHashMap<>();
    for (int c = 0; c < predictions.labels().size(); c++) {
      probabilities.put(predictions.labels().get(c), values == null ? null : (Float) values[c]);
    }
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("id", predictions.ids().get(i));
    row.put("class", predictions.label(i).orElse(null));
    row.put("probabilities", probabilities);
    return row;
  }

  /**
   * Reads what {@link #write} has written: the same predictions.
   *
   * @throws EvaluationException if the file can't be read or is not such a file; it names the line
   */
  public static Predictions read(Path file) {
    List<String> ids = new ArrayList<>();
    List<String> labels = null;
    List<float[]> probabilities = new ArrayList<>();
    List<String> classes = new ArrayList<>();
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      if (Files.size(file) > MOST_BYTES) {
        throw new EvaluationException(
            file + ": is larger than 1 GiB, so it is not a file of predictions");
      }
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Row row = Row.parse(file, ids.size() + 1, line);
        if (labels == null) {
          labels = row.labels;
        } else if (!labels.equals(row.labels)) {
          throw wrong(file, ids.size() + 1, "its classes are not those of line 1", null);
        }
        ids.add(row.id);
        classes.add(row.label);
        probabilities.add(row.probabilities);
      }
    } catch (IOException e) {
      throw new EvaluationException(file + ": the predictions can't be read (" + e + ")", e);
    }
    if (labels == null) {
      throw new EvaluationException(file + ": is empty; predict again");
    }
    Predictions read = Predictions.of(ids, labels, probabilities.toArray(float[][]::new));
    for (int i = 0; i < read.size(); i++) {
      if (!read.label(i).equals(Optional.ofNullable(classes.get(i)))) {
        throw wrong(file, i + 1, "'class' is not the class of the largest probability", null);
      }
    }
    return read;
  }

  /** A line; without probabilities, and without a class, where the recording could not be used. */
  private record Row(String id, String label, List<String> labels, float[] probabilities) {
    static Row parse(Path file, int number, String line) {
      try {
        JsonNode row = JSON.readTree(line);
        if (!row.path("id").isTextual()
            || !row.has("class")
            || !row.path("probabilities").isObject()) {
          throw wrong(file, number, "it lacks 'id', 'class' or 'probabilities'", null);
        }
        JsonNode cells = row.get("probabilities");
        List<String> labels = new ArrayList<>();
        float[] values = new float[cells.size()];
        for (Iterator<Map.Entry<String, JsonNode>> i = cells.fields(); i.hasNext(); ) {
          Map.Entry<String, JsonNode> cell = i.next();
          if (!row.get("class").isNull()) {
            // Text, as well as a number: JSON has no number for NaN.
            values[labels.size()] = Float.parseFloat(cell.getValue().asText());
          }
          labels.add(cell.getKey());
        }
        String label = row.get("class").isNull() ? null : row.get("class").asText();
        return new Row(row.get("id").asText(), label, labels, label == null ? null : values);
      } catch (JsonProcessingException e) {
        throw wrong(file, number, JsonErrors.reason(e), e);
      } catch (NumberFormatException e) {
        throw wrong(file, number, "a probability is not a number", e);
      }
    }
  }

  private static EvaluationException wrong(Path file, int line, String why, Exception cause) {
    return new EvaluationException(
        file + ": line " + line + " is not a line of predictions: " + why, cause);
  }
}
