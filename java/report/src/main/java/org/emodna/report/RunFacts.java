package org.emodna.report;

import java.util.BitSet;
import java.util.Map;
import org.emodna.evaluation.Score;
import org.emodna.runs.RunAddress;

/**
 * What a report keeps of a run: some hundred bytes.
 *
 * @param seed that the plan names
 * @param folder below the store's, with slashes
 * @param ran what it ran on, for one run
 * @param score from its stored predictions
 * @param hits which utterances it recognised
 * @param validators how the label-free figures came out
 */
record RunFacts(
    RunAddress address,
    long seed,
    String folder,
    Hardware ran,
    Score score,
    Hits hits,
    Validated validators) {
  /**
   * Utterances by number.
   *
   * @param scored that have a label and a prediction
   * @param right of these, those whose prediction is the label
   */
  record Hits(Utterances utterances, BitSet scored, BitSet right) {}

  /**
   * Validators by name.
   *
   * @param selected value at the epoch that the run's predictions are of, where it was taken there
   * @param correlations with the true UAR over the run's epochs; those that are numbers alone
   */
  record Validated(Map<String, Double> selected, Map<String, Double> correlations) {}
}
