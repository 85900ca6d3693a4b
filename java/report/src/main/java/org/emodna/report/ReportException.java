package org.emodna.report;

import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;

/** A report that can't be made or written. */
public final class ReportException extends EmoDnaException {
  public ReportException(Problem problem) {
    super(problem);
  }

  public ReportException(Problem problem, Throwable cause) {
    super(problem, cause);
  }
}
