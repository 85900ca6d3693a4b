package org.emodna.base;

/** An argument of a kernel call is out of range or does not fit the others. */
public final class InvalidArgumentException extends EmoDnaException {
  public InvalidArgumentException(String message) {
    super(message);
  }
}
