package org.emodna.base;

/** A context, stream, tensor or operation was used after it had been closed. */
public final class ClosedResourceException extends EmoDnaException {
  public ClosedResourceException(String what) {
    super(what + " is closed");
  }
}
