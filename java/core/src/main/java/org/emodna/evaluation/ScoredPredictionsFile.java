package org.emodna.evaluation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Predictions beside the truth in a CSV file with a line for each recording: {@code id}, {@code
 * speaker}, {@code label}, {@code prediction}, and a column of probabilities for each class. What
 * is not known, and the prediction of a recording that could not be used, is empty.
 */
public final class ScoredPredictionsFile {
  private static final List<String> COLUMNS = List.of("speaker", "label");

  private ScoredPredictionsFile() {}

  /**
   * Writes predictions with the truth, in the place of an earlier file.
   *
   * @throws EvaluationException if the file can't be written
   */
  public static void write(Path file, ScoredPredictions scored) {
    PredictionsCsv.write(
        file,
        scored.predictions(),
        COLUMNS,
        i -> new String[] {scored.speakers().get(i), scored.label(i).orElse(null)});
  }

  /**
   * Reads what {@link #write} has written: the same predictions, speakers and labels.
   *
   * @throws EvaluationException if the file can't be read or is not such a file; it names the line
   */
  public static ScoredPredictions read(Path file) {
    PredictionsCsv.Table table = PredictionsCsv.read(file, COLUMNS);
    List<String> labels = table.predictions().labels();
    List<String> speakers = new ArrayList<>();
    int[] truth = new int[table.others().size()];
    for (int i = 0; i < truth.length; i++) {
      String[] cells = table.others().get(i);
      speakers.add(cells[0].isEmpty() ? null : cells[0]);
      truth[i] = cells[1].isEmpty() ? Predictions.NONE : labels.indexOf(cells[1]);
      if (truth[i] < 0 && !cells[1].isEmpty()) {
        throw new EvaluationException(
            "%s: the label '%s' of %s is none of the classes %s"
                .formatted(file, cells[1], table.predictions().ids().get(i), labels));
      }
    }
    return new ScoredPredictions(table.predictions(), speakers, truth);
  }
}
