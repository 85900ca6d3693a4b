package org.emodna.audio;

import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;

/** Audio could not be read or written; the subject is the file. */
public class AudioException extends EmoDnaException {
  private static final long serialVersionUID = 1L;

  /** An error of these parts. */
  public AudioException(Problem problem) {
    super(problem);
  }

  /**
   * @param cause the exception that told us
   */
  public AudioException(Problem problem, Throwable cause) {
    super(problem, cause);
  }

  /**
   * A failure that nothing can be advised about.
   *
   * @param file its name as it was given
   * @param reason what is wrong, as part of a sentence
   */
  public AudioException(String file, String reason) {
    super(Problem.of(file, reason));
  }
}
