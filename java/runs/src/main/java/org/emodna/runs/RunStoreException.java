package org.emodna.runs;

import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;

/** A run store that can't be read or written. */
public final class RunStoreException extends EmoDnaException {
  public RunStoreException(Problem problem) {
    super(problem);
  }

  public RunStoreException(Problem problem, Throwable cause) {
    super(problem, cause);
  }
}
