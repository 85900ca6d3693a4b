package org.emodna.kernels;

import org.emodna.base.EmoDnaException;

/** Host or device memory for the kernels could not be had. */
public final class NativeMemoryException extends EmoDnaException {
  public NativeMemoryException(String message) {
    super(message);
  }
}
