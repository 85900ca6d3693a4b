package org.emodna.kernels;

import org.emodna.base.EmoDnaException;

/** A device, backend or native library is not available; the message says why. */
public final class DeviceUnavailableException extends EmoDnaException {
  public DeviceUnavailableException(String message) {
    super(message);
  }

  public DeviceUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
