package org.emodna.protocol;

import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;

/** A protocol or a column that can't be used, or corpora that do not fit it. */
public final class ProtocolException extends EmoDnaException {
  /** An error of these parts. */
  public ProtocolException(Problem problem) {
    super(problem);
  }

  /** An error of these parts, with the exception that told of it. */
  public ProtocolException(Problem problem, Throwable cause) {
    super(problem, cause);
  }
}
