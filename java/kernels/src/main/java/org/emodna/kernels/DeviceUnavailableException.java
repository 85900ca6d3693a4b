package org.emodna.kernels;

import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;

/** A device, backend or native library is not available; the message says why. */
public final class DeviceUnavailableException extends EmoDnaException {
  private static final long serialVersionUID = 1L;

  public DeviceUnavailableException(Problem problem) {
    super(problem);
  }

  public DeviceUnavailableException(Problem problem, Throwable cause) {
    super(problem, cause);
  }

  public DeviceUnavailableException(String message) {
    super(message);
  }

  public DeviceUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
