package org.emodna.evaluation;

import java.nio.file.Path;
import java.util.List;

/**
 * Predictions in a CSV file with a line for each recording: {@code id}, {@code prediction}, and a
 * column of probabilities for each class. A recording that could not be used has nothing but its
 * id. Holds no label; {@link ScoredPredictionsFile} is the one with labels.
 */
public final class PredictionsFile {
  private PredictionsFile() {}

  /** The file that belongs to a model: its name with ".predictions.csv". */
  public static Path of(Path model) {
    return model.resolveSibling(model.getFileName() + ".predictions.csv");
  }

  /**
   * Writes predictions, in the place of an earlier file.
   *
   * @throws EvaluationException if the file can't be written
   */
  public static void write(Path file, Predictions predictions) {
    PredictionsCsv.write(file, predictions, List.of(), recording -> new String[0]);
  }

  /**
   * Reads what {@link #write} has written: the same predictions.
   *
   * @throws EvaluationException if the file can't be read or is not such a file; it names the line
   */
  public static Predictions read(Path file) {
    return PredictionsCsv.read(file, List.of()).predictions();
  }
}
