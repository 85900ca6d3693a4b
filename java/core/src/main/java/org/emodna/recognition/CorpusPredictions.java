package org.emodna.recognition;

import java.util.Arrays;
import java.util.List;
import org.emodna.features.FailedInput;
import org.emodna.model.Classifier;

/**
 * Predictions for a corpus.
 *
 * @param labels the model's classes
 * @param probabilities of each item in the corpus's order [items][classes], the classes in the
 *     order of {@code labels}; the row of an item that could not be used is empty
 * @param failures the items that could not be used
 */
public record CorpusPredictions(
    List<String> labels, float[][] probabilities, List<FailedInput> failures) {
  /** Copies what it is given. */
  public CorpusPredictions {
    labels = List.copyOf(labels);
    probabilities = copy(probabilities);
    failures = List.copyOf(failures);
  }

  private static float[][] copy(float[][] rows) {
    return Arrays.stream(rows).map(float[]::clone).toArray(float[][]::new);
  }

  /** A copy. */
  @Override
  public float[][] probabilities() {
    return copy(probabilities);
  }

  /**
   * The most likely class of each item, by its number in {@code labels}; -1 where the item could
   * not be used.
   */
  public int[] classes() {
    return Arrays.stream(probabilities)
        .mapToInt(row -> row.length == 0 ? -1 : Classifier.mostLikely(row))
        .toArray();
  }
}
