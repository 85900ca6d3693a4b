package org.emodna.runs;

import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;

/** A run store that can't be read or written. */
public final class RunStoreException extends EmoDnaException {
  /** An error of these parts. */
  public RunStoreException(Problem problem) {
    super(problem);
  }

  /** An error of these parts, with the exception that told of it. */
  public RunStoreException(Problem problem, Throwable cause) {
    super(problem, cause);
  }
}
