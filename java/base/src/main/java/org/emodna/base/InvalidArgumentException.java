package org.emodna.base;

/** An argument is out of range or does not fit the others. */
public final class InvalidArgumentException extends EmoDnaException {
  private static final long serialVersionUID = 1L;

  /** An error of these parts. */
  public InvalidArgumentException(Problem problem) {
    super(problem);
  }

  /** An error without parts: the message is the reason. */
  public InvalidArgumentException(String message) {
    super(message);
  }
}
