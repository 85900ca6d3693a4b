package org.emodna.audio;

import org.emodna.base.EmoDnaException;

/** Audio could not be read or written. The message names the file, the cause and the remedy. */
public class AudioException extends EmoDnaException {
  private static final long serialVersionUID = 1L;

  private final String source;
  private final String reason;

  /**
   * Describes a failure.
   *
   * @param source name of the file or other source
   * @param reason what is wrong and what to do, as part of a sentence
   */
  public AudioException(String source, String reason) {
    super(source + ": " + reason);
    this.source = source;
    this.reason = reason;
  }

  /**
   * Describes a failure that has a cause of its own.
   *
   * @param source name of the file or other source
   * @param reason what is wrong and what to do, as part of a sentence
   * @param cause the exception that told us
   */
  public AudioException(String source, String reason, Throwable cause) {
    super(source + ": " + reason, cause);
    this.source = source;
    this.reason = reason;
  }

  /**
   * The file concerned.
   *
   * @return its name as it was given
   */
  public String source() {
    return source;
  }

  /**
   * The message without the file's name.
   *
   * @return cause and remedy
   */
  public String reason() {
    return reason;
  }
}
