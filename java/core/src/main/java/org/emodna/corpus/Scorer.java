package org.emodna.corpus;

import java.util.List;

/**
 * Holds the labels of a corpus and gives nothing away but scores.
 *
 * <p>The only object that knows a target's labels. It belongs to whoever evaluates; the code that
 * trains gets the {@link UnlabelledCorpus} made beside it.
 */
public final class Scorer {
  private static final int NONE = -1;

  private final LabelSet labelSet;

  /** The class of each item of the unlabelled corpus, or NONE. */
  private final int[] truth;

  Scorer(LabelSet labelSet, List<Emotion> truth) {
    this.labelSet = labelSet;
    this.truth =
        truth.stream()
            .mapToInt(emotion -> labelSet.contains(emotion) ? labelSet.indexOf(emotion) : NONE)
            .toArray();
  }

  /**
   * Whether there are any labels to score against.
   *
   * @return false for a corpus that came without labels
   */
  public boolean canScore() {
    for (int label : truth) {
      if (label != NONE) {
        return true;
      }
    }
    return false;
  }

  /**
   * Scores one prediction per recording.
   *
   * @param predictions class indices (items of the unlabelled corpus), in its order; -1 for a
   *     recording that could not be recognised, which is not scored
   * @return the score over all recordings that have a label and a prediction
   * @throws CorpusException if the number or a value does not fit, or nothing has a label
   */
  public Score score(int[] predictions) {
    if (predictions.length != truth.length) {
      throw new CorpusException(
          "scoring: %d predictions for %d recordings".formatted(predictions.length, truth.length));
    }
    if (!canScore()) {
      throw new CorpusException("scoring: the corpus has no labels of " + labelSet);
    }
    long[][] confusion = new long[labelSet.size()][labelSet.size()];
    for (int i = 0; i < truth.length; i++) {
      if (predictions[i] < NONE || predictions[i] >= labelSet.size()) {
        throw new CorpusException(
            "scoring: prediction %d is %d, not one of the %d classes"
                .formatted(i, predictions[i], labelSet.size()));
      }
      if (truth[i] != NONE && predictions[i] != NONE) {
        confusion[truth[i]][predictions[i]]++;
      }
    }
    return Score.of(labelSet, confusion);
  }
}
