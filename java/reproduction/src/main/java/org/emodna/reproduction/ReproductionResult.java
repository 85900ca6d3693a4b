package org.emodna.reproduction;

import java.util.List;
import java.util.Map;
import org.emodna.base.Problem;
import org.emodna.features.FailedInput;

/**
 * What a reproduction came to. The results themselves are in the store.
 *
 * @param finished false if it was stopped; started again, it goes on from there
 * @param counts of runs
 * @param failed runs that came to nothing, by "track, column, task, seed", each with why
 * @param unusable recordings that could not be used, each once
 */
public record ReproductionResult(
    boolean finished, Counts counts, Map<String, Problem> failed, List<FailedInput> unusable) {
  /**
   * Runs of the part of the matrix that was asked for, each once however many cells it fills.
   *
   * @param wanted all
   * @param before those that were in the store already
   * @param trained those that were trained now
   */
  public record Counts(int wanted, int before, int trained) {}

  /** Keeps copies, which nobody changes afterwards. */
  public ReproductionResult {
    failed = Map.copyOf(failed);
    unusable = List.copyOf(unusable);
  }
}
