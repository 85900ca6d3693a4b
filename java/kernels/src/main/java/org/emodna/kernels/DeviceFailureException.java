package org.emodna.kernels;

import org.emodna.base.EmoDnaException;

/** The device or the native library failed while it worked. */
public final class DeviceFailureException extends EmoDnaException {
  public DeviceFailureException(String message) {
    super(message);
  }
}
