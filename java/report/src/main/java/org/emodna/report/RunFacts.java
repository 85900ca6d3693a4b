package org.emodna.report;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.emodna.evaluation.Score;
import org.emodna.runs.RunAddress;
import org.emodna.runs.RunDescription;

/**
 * What a report keeps of a run: some hundred bytes.
 *
 * @param seed that the plan names
 * @param folder below the store's, with slashes
 * @param ran what it ran on, for one run
 * @param score from its stored predictions
 * @param hits which utterances it recognised
 * @param validators how the label-free figures came out
 * @param remarks on what it could not use, and warnings
 */
record RunFacts(
    RunAddress address,
    long seed,
    String folder,
    Hardware ran,
    Score score,
    Hits hits,
    Validated validators,
    Remarks remarks) {
  /**
   * Utterances by number.
   *
   * @param scored that have a label and a prediction
   * @param right of these, those whose prediction is the label
   * @param sha256 of the recordings and labels, as run.json has it; empty if it has none
   */
  record Hits(Utterances utterances, BitSet scored, BitSet right, String sha256) {}

  /**
   * What the run's user should know.
   *
   * @param unusable recordings that were left out
   * @param warnings shortened
   */
  record Remarks(List<RunDescription.Unusable> unusable, List<String> warnings) {}

  /**
   * Validators by name.
   *
   * @param selected value at the epoch that the run's predictions are of, where it was taken there
   * @param correlations with the true UAR over the run's epochs; those that are numbers alone
   */
  record Validated(Map<String, Double> selected, Map<String, Double> correlations) {}
}
