package org.emodna.kernels;

import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;

/** Host or device memory for the kernels could not be had. */
public final class NativeMemoryException extends EmoDnaException {
  private static final long serialVersionUID = 1L;

  public NativeMemoryException(Problem problem) {
    super(problem);
  }

  public NativeMemoryException(String message) {
    super(message);
  }
}
