package org.emodna.training;

import org.emodna.base.Problem;

/** A set can't go on from its checkpoint: it is broken, or of other settings or data. */
final class BrokenCheckpointException extends TrainingException {
  private static final long serialVersionUID = 1L;

  BrokenCheckpointException(Problem problem, Throwable cause) {
    super(problem, cause);
  }
}
