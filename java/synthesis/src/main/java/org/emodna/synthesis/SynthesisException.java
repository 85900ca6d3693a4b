package org.emodna.synthesis;

import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;

/** A synthetic corpus could not be written; the message names the folder and the remedy. */
public class SynthesisException extends EmoDnaException {
  private static final long serialVersionUID = 1L;

  public SynthesisException(Problem problem) {
    super(problem);
  }

  public SynthesisException(Problem problem, Throwable cause) {
    super(problem, cause);
  }

  public SynthesisException(String message) {
    super(message);
  }

  public SynthesisException(String message, Throwable cause) {
    super(message, cause);
  }
}
