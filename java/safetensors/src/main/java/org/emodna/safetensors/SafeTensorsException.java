package org.emodna.safetensors;

import java.nio.file.Path;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;

/**
 * A safetensors file could not be read, trusted or written; the subject is the file, or the name
 * that bytes in memory were given.
 */
public class SafeTensorsException extends EmoDnaException {
  private static final long serialVersionUID = 1L;

  /** An error of these parts. */
  public SafeTensorsException(Problem problem) {
    super(problem);
  }

  /**
   * @param cause the exception that told us
   */
  public SafeTensorsException(Problem problem, Throwable cause) {
    super(problem, cause);
  }

  /**
   * A failure that nothing can be advised about.
   *
   * @param reason what is wrong with the file, as part of a sentence
   */
  public SafeTensorsException(Path file, String reason) {
    this(Problem.of(file, reason));
  }

  /**
   * A failure that nothing can be advised about.
   *
   * @param name of the file, or of bytes in memory
   * @param reason what is wrong with it, as part of a sentence
   */
  public SafeTensorsException(String name, String reason) {
    this(Problem.of(name, reason));
  }
}
