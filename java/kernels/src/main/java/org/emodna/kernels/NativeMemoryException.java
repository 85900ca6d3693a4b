package org.emodna.kernels;

import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;

/** Host or device memory could not be allocated. */
public final class NativeMemoryException extends EmoDnaException {
  private static final long serialVersionUID = 1L;

  public NativeMemoryException(Problem problem) {
    super(problem);
  }

  public NativeMemoryException(String message) {
    super(message);
  }
}
