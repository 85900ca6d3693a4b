package org.emodna.evaluation;

import java.util.List;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.LabelSet;
import org.emodna.corpus.UnlabelledCorpus;

/**
 * Holds the labels of a corpus and gives nothing away but scores.
 *
 * <p>The only object that knows a target's labels. It belongs to whoever evaluates; the code that
 * trains gets the {@link UnlabelledCorpus} made beside it.
 */
public final class Scorer {
  private static final int NONE = Predictions.NONE;

  private final LabelSet labelSet;

  /** Of the recordings. */
  private final List<String> ids;

  /** Of the recordings, null where one is not known. */
  private final List<String> speakers;

  /** The class of each recording, or NONE. */
  private final int[] truth;

  /**
   * @param labelSet the classes
   * @param corpus the recordings
   * @param truth the emotion of each, or null
   */
  Scorer(LabelSet labelSet, UnlabelledCorpus corpus, List<Emotion> truth) {
    this.labelSet = labelSet;
    ids = corpus.items().stream().map(UnlabelledCorpus.Item::id).toList();
    // Not List.copyOf, which takes no null.
    speakers = corpus.items().stream().map(UnlabelledCorpus.Item::speaker).toList();
    this.truth =
        truth.stream()
            .mapToInt(emotion -> labelSet.contains(emotion) ? labelSet.indexOf(emotion) : NONE)
            .toArray();
  }

  /**
   * Scores predictions.
   *
   * @param predictions of this corpus; what could not be used is not scored
   * @return the score over all recordings that have a label and a prediction
   * @throws EvaluationException if they are of other recordings or classes, or nothing is scored
   */
  public Score score(Predictions predictions) {
    return new Score(labelSet, scored(predictions).confusion());
  }

  /**
   * Puts predictions beside the truth.
   *
   * @param predictions of this corpus
   * @return them with each recording's speaker and label
   * @throws EvaluationException if they are of other recordings or classes
   */
  public ScoredPredictions scored(Predictions predictions) {
    if (!predictions.labels().equals(labelSet.names())) {
      throw new EvaluationException(
          "scoring: the predictions are of the classes %s, the corpus's are %s"
              .formatted(predictions.labels(), labelSet.names()));
    }
    for (int i = 0; i < Math.min(ids.size(), predictions.size()); i++) {
      if (!predictions.ids().get(i).equals(ids.get(i))) {
        throw new EvaluationException(
            "scoring: the predictions are of other recordings: %s in the place of %s"
                .formatted(predictions.ids().get(i), ids.get(i)));
      }
    }
    requireAll(predictions.size());
    return new ScoredPredictions(predictions, speakers, truth);
  }

  private void requireAll(int predictions) {
    if (predictions != truth.length) {
      throw new EvaluationException(
          "scoring: %d predictions for %d recordings".formatted(predictions, truth.length));
    }
  }

  /**
   * Scores one prediction for each recording.
   *
   * @param predictions class numbers (recordings of the corpus), in its order; {@link
   *     Predictions#NONE} for a recording that could not be used, which is not scored
   * @return the score over all recordings that have a label and a prediction
   * @throws EvaluationException if the number or a value does not fit, or nothing is scored
   */
  public Score score(int[] predictions) {
    requireAll(predictions.length);
    long[][] confusion = new long[labelSet.size()][labelSet.size()];
    for (int i = 0; i < truth.length; i++) {
      if (predictions[i] < NONE || predictions[i] >= labelSet.size()) {
        throw new EvaluationException(
            "scoring: prediction %d is %d, not one of the %d classes"
                .formatted(i, predictions[i], labelSet.size()));
      }
      if (truth[i] != NONE && predictions[i] != NONE) {
        confusion[truth[i]][predictions[i]]++;
      }
    }
    return new Score(labelSet, confusion);
  }
}
