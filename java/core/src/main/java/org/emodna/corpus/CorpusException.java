package org.emodna.corpus;

import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;

/** A corpus that cannot be read as asked; the message names the folder or file and the remedy. */
public class CorpusException extends EmoDnaException {
  private static final long serialVersionUID = 1L;

  /** An error of these parts. */
  public CorpusException(Problem problem) {
    super(problem);
  }

  /** An error of these parts, with the exception that told of it. */
  public CorpusException(Problem problem, Throwable cause) {
    super(problem, cause);
  }

  /**
   * Describes a failure.
   *
   * @param message folder or file, cause, remedy
   */
  public CorpusException(String message) {
    super(message);
  }

  /**
   * Describes a failure that another exception caused.
   *
   * @param message folder or file, cause, remedy
   * @param cause the exception that told us
   */
  public CorpusException(String message, Throwable cause) {
    super(message, cause);
  }
}
