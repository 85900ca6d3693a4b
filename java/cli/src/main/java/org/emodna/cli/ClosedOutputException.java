package org.emodna.cli;

import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;

/** Whoever reads the results has gone: there is no use in more of them, which may be endless. */
final class ClosedOutputException extends EmoDnaException {
  private static final long serialVersionUID = 1L;

  ClosedOutputException() {
    super(Problem.of("standard output", "can't be written"));
  }
}
