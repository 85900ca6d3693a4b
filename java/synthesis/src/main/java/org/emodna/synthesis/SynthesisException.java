package org.emodna.synthesis;

import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;

/** A synthetic corpus could not be written; the message names the folder and the remedy. */
public class SynthesisException extends EmoDnaException {
  private static final long serialVersionUID = 1L;

  /** An error of these parts. */
  public SynthesisException(Problem problem) {
    super(problem);
  }

  /** An error of these parts, with the exception that told of it. */
  public SynthesisException(Problem problem, Throwable cause) {
    super(problem, cause);
  }

  /** An error without parts: the message is the reason. */
  public SynthesisException(String message) {
    super(message);
  }

  /** An error without parts, with the exception that told of it. */
  public SynthesisException(String message, Throwable cause) {
    super(message, cause);
  }
}
