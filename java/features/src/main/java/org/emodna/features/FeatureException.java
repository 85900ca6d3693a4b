package org.emodna.features;

import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;

/** Features can't be made as asked for; the subject is the file or setting. */
public final class FeatureException extends EmoDnaException {
  private static final long serialVersionUID = 1L;

  public FeatureException(Problem problem) {
    super(problem);
  }

  public FeatureException(Problem problem, Throwable cause) {
    super(problem, cause);
  }

  public FeatureException(String message) {
    super(message);
  }

  public FeatureException(String message, Throwable cause) {
    super(message, cause);
  }
}
