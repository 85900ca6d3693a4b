package org.emodna.recognition;

import java.util.List;
import org.emodna.features.FailedInput;

/**
 * Predictions for a corpus.
 *
 * @param classes class number of each item in the corpus's order; -1 where the file could not be
 *     used
 * @param failures the files that could not
 */
public record CorpusPredictions(int[] classes, List<FailedInput> failures) {
  public CorpusPredictions {
    classes = classes.clone();
    failures = List.copyOf(failures);
  }
}
