package org.emodna.protocol;

import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;

/** A protocol or a column that can't be used, or corpora that do not fit it. */
public final class ProtocolException extends EmoDnaException {
  public ProtocolException(Problem problem) {
    super(problem);
  }

  public ProtocolException(Problem problem, Throwable cause) {
    super(problem, cause);
  }
}
