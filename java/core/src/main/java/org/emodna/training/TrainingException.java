package org.emodna.training;

import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;

/** Training can't start or can't go on; the message names the remedy. */
public class TrainingException extends EmoDnaException {
  private static final long serialVersionUID = 1L;

  public TrainingException(Problem problem) {
    super(problem);
  }

  public TrainingException(Problem problem, Throwable cause) {
    super(problem, cause);
  }

  public TrainingException(String message) {
    super(message);
  }
}
