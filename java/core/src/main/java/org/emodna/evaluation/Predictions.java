package org.emodna.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a model says of the recordings of a corpus, in the corpus's order: a probability for each
 * class, and the most likely class. Holds no label of any recording.
 */
public final class Predictions {
  /** The class number of a recording that could not be used. */
  public static final int NONE = -1;

  private final List<String> ids;
  private final List<String> labels;
  private final float[][] probabilities;
  private final int[] classes;

  private Predictions(List<String> ids, List<String> labels, float[][] probabilities) {
    this.ids = List.copyOf(ids);
    this.labels = List.copyOf(labels);
    this.probabilities = new float[probabilities.length][];
    classes = new int[probabilities.length];
    if (probabilities.length != ids.size()) {
      throw new EvaluationException(
          "predictions: %d rows of probabilities for %d recordings"
              .formatted(probabilities.length, ids.size()));
    }
    for (int i = 0; i < classes.length; i++) {
      float[] row = probabilities[i];
      if (row != null && row.length != labels.size()) {
        throw new EvaluationException(
            "predictions: %s has %d probabilities for %d classes"
                .formatted(ids.get(i), row.length, labels.size()));
      }
      this.probabilities[i] = row == null ? null : row.clone();
      classes[i] = row == null ? NONE : mostLikely(row);
    }
  }

  /**
   * Predictions from probabilities.
   *
   * @param ids of the recordings
   * @param labels the classes' names
   * @param probabilities [recordings][classes]; null for a recording that could not be used
   * @throws EvaluationException if the sizes do not fit
   */
  public static Predictions of(List<String> ids, List<String> labels, float[][] probabilities) {
    return new Predictions(ids, labels, probabilities);
  }

  /** Of equal probabilities the first wins, as in recognition. */
  private static int mostLikely(float[] row) {
    int best = 0;
    for (int c = 1; c < row.length; c++) {
      if (row[c] > row[best]) {
        best = c;
      }
    }
    return best;
  }

  /** The number of recordings. */
  public int size() {
    return ids.size();
  }

  /** The recordings' ids, unmodifiable. */
  public List<String> ids() {
    return ids;
  }

  /** The classes' names, in the order of their numbers; unmodifiable. */
  public List<String> labels() {
    return labels;
  }

  /** Class number of each recording, or {@link #NONE}; a new array (recordings). */
  public int[] classes() {
    return classes.clone();
  }

  /** The name of a recording's class; empty if the recording could not be used. */
  public Optional<String> label(int recording) {
    return classes[recording] == NONE
        ? Optional.empty()
        : Optional.of(labels.get(classes[recording]));
  }

  /** A recording's probabilities, a new array (classes); empty if it could not be used. */
  public Optional<float[]> probabilities(int recording) {
    return Optional.ofNullable(probabilities[recording]).map(float[]::clone);
  }

  /** Probabilities of the recordings that could be used, in their order; a new array. */
  public float[][] usable() {
    return Arrays.stream(probabilities)
        .filter(Objects::nonNull)
        .map(float[]::clone)
        .toArray(float[][]::new);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Predictions that
        && ids.equals(that.ids)
        && labels.equals(that.labels)
        && Arrays.deepEquals(probabilities, that.probabilities);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * ids.hashCode() + labels.hashCode()) + Arrays.deepHashCode(probabilities);
  }
}
