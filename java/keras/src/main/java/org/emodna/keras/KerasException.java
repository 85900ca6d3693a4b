package org.emodna.keras;

import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;

/** A file of weights that can't be used; names the file and the cause. */
public final class KerasException extends EmoDnaException {
  private static final long serialVersionUID = 1L;

  /**
   * @param problem what is wrong, and what to do
   */
  public KerasException(Problem problem) {
    super(problem);
  }

  /**
   * @param problem what is wrong, and what to do
   * @param cause the exception that told us
   */
  public KerasException(Problem problem, Throwable cause) {
    super(problem, cause);
  }
}
