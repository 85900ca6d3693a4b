package org.emodna.model;

import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;

/** A model file that can't be used; names the file and the cause. */
public final class ModelException extends EmoDnaException {
  private static final long serialVersionUID = 1L;

  public ModelException(Problem problem) {
    super(problem);
  }

  public ModelException(Problem problem, Throwable cause) {
    super(problem, cause);
  }

  public ModelException(String message) {
    super(message);
  }

  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
