package org.emodna.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.emodna.corpus.LabelSet;

/**
 * Predictions beside the truth: for each recording its speaker and its label, where they are known,
 * and what was predicted. All figures of an evaluation follow from this. Immutable.
 */
public final class ScoredPredictions {
  private final Predictions predictions;
  private final List<String> speakers;
  private final int[] truth;

  /**
   * Puts them together.
   *
   * @param speakers of the recordings, null where one is not known
   * @param truth class number of each recording, {@link Predictions#NONE} where it has no label
   * @throws EvaluationException if the sizes or a class do not fit
   */
  public ScoredPredictions(Predictions predictions, List<String> speakers, int[] truth) {
    int classes = predictions.labels().size();
    if (speakers.size() != predictions.size() || truth.length != predictions.size()) {
      throw new EvaluationException(
          "scored predictions: %d speakers and %d labels for %d recordings"
              .formatted(speakers.size(), truth.length, predictions.size()));
    }
    for (int i = 0; i < truth.length; i++) {
      if (truth[i] < Predictions.NONE || truth[i] >= classes) {
        throw new EvaluationException(
            "scored predictions: the label of %s is %d, not one of the %d classes"
                .formatted(predictions.ids().get(i), truth[i], classes));
      }
    }
    this.predictions = predictions;
    this.speakers = Collections.unmodifiableList(new ArrayList<>(speakers));
    this.truth = truth.clone();
  }

  /** What was predicted, without the truth. */
  public Predictions predictions() {
    return predictions;
  }

  /** The number of recordings. */
  public int size() {
    return truth.length;
  }

  /** The recordings' ids, unmodifiable. */
  public List<String> ids() {
    return predictions.ids();
  }

  /** The classes' names, in the order of their numbers; unmodifiable. */
  public List<String> labels() {
    return predictions.labels();
  }

  /** The recordings' speakers, null where one is not known; unmodifiable. */
  public List<String> speakers() {
    return speakers;
  }

  /** The speaker of a recording; empty if it is not known. */
  public Optional<String> speaker(int recording) {
    return Optional.ofNullable(speakers.get(recording));
  }

  /** Class number of each recording's label, or {@link Predictions#NONE}; a new array. */
  public int[] truth() {
    return truth.clone();
  }

  /** The name of a recording's label; empty if it has none. */
  public Optional<String> label(int recording) {
    return truth[recording] == Predictions.NONE
        ? Optional.empty()
        : Optional.of(labels().get(truth[recording]));
  }

  /** Counts (label, prediction) over the recordings that have both; a new array. */
  public long[][] confusion() {
    long[][] confusion = new long[labels().size()][labels().size()];
    int[] classes = predictions.classes();
    for (int i = 0; i < truth.length; i++) {
      if (truth[i] != Predictions.NONE && classes[i] != Predictions.NONE) {
        confusion[truth[i]][classes[i]]++;
      }
    }
    return confusion;
  }

  /**
   * The score over all recordings that have a label and a prediction.
   *
   * @throws EvaluationException if there is none
   */
  public Score score() {
    return new Score(LabelSet.named(labels()), confusion());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ScoredPredictions that
        && predictions.equals(that.predictions)
        && speakers.equals(that.speakers)
        && Arrays.equals(truth, that.truth);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * predictions.hashCode() + speakers.hashCode()) + Arrays.hashCode(truth);
  }
}
