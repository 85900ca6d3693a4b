package org.emodna.report;

import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;

/** A report that can't be made or written. */
public final class ReportException extends EmoDnaException {
  /** An error of these parts. */
  public ReportException(Problem problem) {
    super(problem);
  }

  /** An error of these parts, with the exception that told of it. */
  public ReportException(Problem problem, Throwable cause) {
    super(problem, cause);
  }
}
