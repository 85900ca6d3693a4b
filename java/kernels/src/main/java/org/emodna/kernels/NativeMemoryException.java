package org.emodna.kernels;

import org.emodna.base.EmoDnaException;

/** Host or device memory could not be allocated. */
public final class NativeMemoryException extends EmoDnaException {
  public NativeMemoryException(String message) {
    super(message);
  }
}
