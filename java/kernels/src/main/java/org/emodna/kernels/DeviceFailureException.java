package org.emodna.kernels;

import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;

/** The device or the native library failed during an operation. */
public final class DeviceFailureException extends EmoDnaException {
  private static final long serialVersionUID = 1L;

  /** An error of these parts. */
  public DeviceFailureException(Problem problem) {
    super(problem);
  }

  /** An error without parts: the message is the reason. */
  public DeviceFailureException(String message) {
    super(message);
  }
}
