package org.emodna.base;

/** An argument is out of range or does not fit the others. */
public final class InvalidArgumentException extends EmoDnaException {
  private static final long serialVersionUID = 1L;

  public InvalidArgumentException(Problem problem) {
    super(problem);
  }

  public InvalidArgumentException(String message) {
    super(message);
  }
}
