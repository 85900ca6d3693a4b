package org.emodna.base;

/** A context, stream, tensor, operation or file was used after it had been closed. */
public final class ClosedResourceException extends EmoDnaException {
  private static final long serialVersionUID = 1L;

  /** An error that names what was closed. */
  public ClosedResourceException(String what) {
    super(Problem.of(what, "is closed"));
  }
}
