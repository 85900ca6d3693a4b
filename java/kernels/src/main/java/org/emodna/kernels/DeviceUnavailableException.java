package org.emodna.kernels;

import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;

/** A device, backend or native library is not available; the message says why. */
public final class DeviceUnavailableException extends EmoDnaException {
  private static final long serialVersionUID = 1L;

  /** An error of these parts. */
  public DeviceUnavailableException(Problem problem) {
    super(problem);
  }

  /** An error of these parts, with the exception that told of it. */
  public DeviceUnavailableException(Problem problem, Throwable cause) {
    super(problem, cause);
  }

  /** An error without parts: the message is the reason. */
  public DeviceUnavailableException(String message) {
    super(message);
  }

  /** An error without parts, with the exception that told of it. */
  public DeviceUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
