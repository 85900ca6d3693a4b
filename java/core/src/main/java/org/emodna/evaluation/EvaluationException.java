package org.emodna.evaluation;

import org.emodna.base.EmoDnaException;

/** Predictions that can't be scored, or a file of predictions or scores that can't be used. */
public final class EvaluationException extends EmoDnaException {
  public EvaluationException(String message) {
    super(message);
  }

  public EvaluationException(String message, Throwable cause) {
    super(message, cause);
  }
}
