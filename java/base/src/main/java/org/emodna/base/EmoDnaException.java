package org.emodna.base;

/** Root of every exception that this project throws on purpose. The message names the remedy. */
public class EmoDnaException extends RuntimeException {
  public EmoDnaException(String message) {
    super(message);
  }

  public EmoDnaException(String message, Throwable cause) {
    super(message, cause);
  }
}
