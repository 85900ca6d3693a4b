package org.emodna.training;

import org.emodna.base.Problem;
import org.emodna.corpus.LabelledCorpus;
import org.emodna.corpus.UnlabelledCorpus;

/**
 * A task of a benchmark across corpora: learn from one, recognise the other. A corpus may be the
 * source of one direction and the target of another; its labels serve only the direction that it is
 * the source of.
 *
 * @param name of its model files, such as "CASIA-EMODB"; not a path
 */
public record Direction(String name, LabelledCorpus source, UnlabelledCorpus target) {
  public Direction {
    if (!name.matches("[^/\\\\]+") || name.startsWith(".")) {
      throw new TrainingException(
          Problem.of("direction '" + name + "'", "can't be part of a file's name"));
    }
  }
}
