package org.emodna.corpus;

import org.emodna.base.Problem;

/** A folder whose files no reader understands; they may still be recordings without labels. */
public final class UnknownCorpusException extends CorpusException {
  private static final long serialVersionUID = 1L;

  /** An error of these parts. */
  public UnknownCorpusException(Problem problem) {
    super(problem);
  }

  /**
   * Describes what was tried.
   *
   * @param message folder, what was tried, remedy
   */
  public UnknownCorpusException(String message) {
    super(message);
  }
}
