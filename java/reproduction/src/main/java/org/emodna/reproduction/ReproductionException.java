package org.emodna.reproduction;

import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;

/** A reproduction whose settings do not fit. */
public final class ReproductionException extends EmoDnaException {
  /** An error of these parts. */
  public ReproductionException(Problem problem) {
    super(problem);
  }

  /** An error of these parts, with the exception that told of it. */
  public ReproductionException(Problem problem, Throwable cause) {
    super(problem, cause);
  }
}
