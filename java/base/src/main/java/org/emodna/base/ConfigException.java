package org.emodna.base;

/** A configuration can't be read, or has a setting that is out of range. */
public final class ConfigException extends EmoDnaException {
  private static final long serialVersionUID = 1L;

  /** An error of these parts. */
  public ConfigException(Problem problem) {
    super(problem);
  }

  /** An error of these parts, with the exception that told of it. */
  public ConfigException(Problem problem, Throwable cause) {
    super(problem, cause);
  }

  /** An error without parts: the message is the reason. */
  public ConfigException(String message) {
    super(message);
  }

  /** An error without parts, with the exception that told of it. */
  public ConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
