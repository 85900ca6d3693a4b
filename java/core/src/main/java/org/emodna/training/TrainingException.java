package org.emodna.training;

import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;

/** Training can't start or can't go on; the message names the remedy. */
public class TrainingException extends EmoDnaException {
  private static final long serialVersionUID = 1L;

  /** An error of these parts. */
  public TrainingException(Problem problem) {
    super(problem);
  }

  /** An error of these parts, with the exception that told of it. */
  public TrainingException(Problem problem, Throwable cause) {
    super(problem, cause);
  }

  /** An error without parts: the message is the reason. */
  public TrainingException(String message) {
    super(message);
  }
}
