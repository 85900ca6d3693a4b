package org.emodna.features;

import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;

/** Features can't be made as asked for; the subject is the file or setting. */
public final class FeatureException extends EmoDnaException {
  private static final long serialVersionUID = 1L;

  /** An error of these parts. */
  public FeatureException(Problem problem) {
    super(problem);
  }

  /** An error of these parts, with the exception that told of it. */
  public FeatureException(Problem problem, Throwable cause) {
    super(problem, cause);
  }

  /** An error without parts: the message is the reason. */
  public FeatureException(String message) {
    super(message);
  }

  /** An error without parts, with the exception that told of it. */
  public FeatureException(String message, Throwable cause) {
    super(message, cause);
  }
}
