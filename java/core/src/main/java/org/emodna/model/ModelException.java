package org.emodna.model;

import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;

/** A model file that can't be used; names the file and the cause. */
public final class ModelException extends EmoDnaException {
  private static final long serialVersionUID = 1L;

  /** An error of these parts. */
  public ModelException(Problem problem) {
    super(problem);
  }

  /** An error of these parts, with the exception that told of it. */
  public ModelException(Problem problem, Throwable cause) {
    super(problem, cause);
  }

  /** An error without parts: the message is the reason. */
  public ModelException(String message) {
    super(message);
  }

  /** An error without parts, with the exception that told of it. */
  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
