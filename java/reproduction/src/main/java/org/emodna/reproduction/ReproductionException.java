package org.emodna.reproduction;

import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;

/** A reproduction whose settings do not fit. */
public final class ReproductionException extends EmoDnaException {
  public ReproductionException(Problem problem) {
    super(problem);
  }

  public ReproductionException(Problem problem, Throwable cause) {
    super(problem, cause);
  }
}
