package org.emodna.training;

import java.util.ArrayList;
import java.util.List;
import org.emodna.config.TrainingConfig;
import org.emodna.corpus.LabelledCorpus;

/**
 * Demands of sources that they have recordings of every class, by their names alone: before any
 * feature is computed.
 */
final class SourceClasses {
  private SourceClasses() {}

  /**
   * Looks at all of them, and names all that is wrong.
   *
   * @param sources the same one may be there several times
   * @throws TrainingException if one has other classes than the configuration, or none of a class
   */
  static void require(List<LabelledCorpus> sources, TrainingConfig config) {
    List<String> problems = new ArrayList<>();
    boolean lacks = false;
    for (LabelledCorpus source : sources) {
      List<String> names = source.labelSet().names();
      String problem = null;
      if (!names.equals(config.labels())) {
        problem =
            "the source corpus %s has the labels %s, the configuration %s"
                .formatted(source.name(), names, config.labels());
      } else if (!source.missing().isEmpty()) {
        problem =
            "the source corpus %s has no recording of %s"
                .formatted(source.name(), String.join(", ", source.missing()));
        lacks = true;
      }
      if (problem != null && !problems.contains(problem)) {
        problems.add(problem);
      }
    }
    if (!problems.isEmpty()) {
      throw new TrainingException(
          String.join("; ", problems)
              + (lacks
                  ? "; leave such classes out (labels: in the configuration), or take other"
                      + " corpora as sources"
                  : ""));
    }
  }
}
