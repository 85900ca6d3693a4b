package org.emodna.training;

import org.emodna.base.Problem;

/**
 * Where the results of a {@link TrainingMatrix} go, each as soon as it is there. Called from one
 * thread at a time, though not always the same one. What a method throws ends the matrix, which
 * goes on from there when it is run again.
 */
public interface RunSink {
  /**
   * Whether a run's result, or its failure, is stored already: it is not trained then. Asked at the
   * beginning, and again when a set is put together, since another process may share the store.
   */
  boolean has(RunRequest request);

  /** Takes the result of a run that was trained to its end. */
  void store(RunOutcome outcome);

  /**
   * Takes the failure of a run whose values are no longer numbers. It would fail again in the same
   * way, so it is stored as a result is.
   *
   * @param summary with the epochs up to there
   * @param cost as of one that was trained to its end: it took part in its set to the last step
   */
  void failed(RunRequest request, TrainingResult.Summary summary, RunCost cost, Problem problem);

  /**
   * Hears that a run could not be trained for a reason that lies outside of it: no memory, a corpus
   * none of whose files can be read, a class that no usable recording of the source has. It may
   * well succeed another time, so this is not to be stored as its result.
   */
  void notTrained(RunRequest request, Problem problem);
}
