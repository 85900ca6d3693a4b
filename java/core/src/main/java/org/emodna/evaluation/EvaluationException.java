package org.emodna.evaluation;

import org.emodna.base.EmoDnaException;

/** Predictions that can't be scored, or a file of predictions or scores that can't be used. */
public final class EvaluationException extends EmoDnaException {
  /** An error without parts: the message is the reason. */
  public EvaluationException(String message) {
    super(message);
  }

  /** An error without parts, with the exception that told of it. */
  public EvaluationException(String message, Throwable cause) {
    super(message, cause);
  }
}
