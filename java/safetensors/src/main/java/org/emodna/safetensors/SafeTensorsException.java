package org.emodna.safetensors;

import java.nio.file.Path;
import org.emodna.base.EmoDnaException;

/**
 * A safetensors file that could not be read, trusted or written; the message names file and cause.
 */
public class SafeTensorsException extends EmoDnaException {
  private static final long serialVersionUID = 1L;

  /**
   * Describes a failure.
   *
   * @param file the file concerned
   * @param cause what is wrong with it, as part of a sentence
   */
  public SafeTensorsException(Path file, String cause) {
    this(file.toString(), cause);
  }

  /**
   * Describes a failure.
   *
   * @param name of the file concerned, or of bytes in memory
   * @param cause what is wrong with it, as part of a sentence
   */
  public SafeTensorsException(String name, String cause) {
    super(name + ": " + cause);
  }

  /**
   * Describes a failure that has a cause of its own.
   *
   * @param file the file concerned
   * @param cause what is wrong with it, as part of a sentence
   * @param origin the exception that told us
   */
  public SafeTensorsException(Path file, String cause, Throwable origin) {
    this(file.toString(), cause, origin);
  }

  /**
   * Describes a failure that has a cause of its own.
   *
   * @param name of the file concerned, or of bytes in memory
   * @param cause what is wrong with it, as part of a sentence
   * @param origin the exception that told us
   */
  public SafeTensorsException(String name, String cause, Throwable origin) {
    super(name + ": " + cause, origin);
  }
}
