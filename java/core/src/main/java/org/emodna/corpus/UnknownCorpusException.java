package org.emodna.corpus;

/** A folder whose files no reader understands; they may still be recordings without labels. */
public final class UnknownCorpusException extends CorpusException {
  private static final long serialVersionUID = 1L;

  /**
   * Describes what was tried.
   *
   * @param message folder, what was tried, remedy
   */
  public UnknownCorpusException(String message) {
    super(message);
  }
}
