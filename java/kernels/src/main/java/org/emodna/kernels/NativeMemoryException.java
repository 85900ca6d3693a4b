package org.emodna.kernels;

import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;

/** Host or device memory could not be allocated. */
public final class NativeMemoryException extends EmoDnaException {
  private static final long serialVersionUID = 1L;

  /** An error of these parts. */
  public NativeMemoryException(Problem problem) {
    super(problem);
  }

  /** An error without parts: the message is the reason. */
  public NativeMemoryException(String message) {
    super(message);
  }
}
