package org.emodna.base;

/** A configuration can't be read, or has a setting that is out of range. */
public final class ConfigException extends EmoDnaException {
  private static final long serialVersionUID = 1L;

  public ConfigException(Problem problem) {
    super(problem);
  }

  public ConfigException(Problem problem, Throwable cause) {
    super(problem, cause);
  }

  public ConfigException(String message) {
    super(message);
  }

  public ConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
