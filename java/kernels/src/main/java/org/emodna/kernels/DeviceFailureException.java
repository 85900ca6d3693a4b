package org.emodna.kernels;

import org.emodna.base.EmoDnaException;

/** The device or the native library failed during an operation. */
public final class DeviceFailureException extends EmoDnaException {
  public DeviceFailureException(String message) {
    super(message);
  }
}
