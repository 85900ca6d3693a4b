package org.emodna.kernels;

import org.bytedeco.javacpp.BytePointer;
import org.emodna.base.InvalidArgumentException;
import org.emodna.kernels.bindings.Native;

/** Turns a native status into a typed exception. */
final class Status {
  private Status() {}

  static void check(int status) {
    if (status == Native.EMODNA_OK) {
      return;
    }
    String message;
    try (BytePointer text = Native.emodna_last_error()) {
      message = text.getString();
    }
    throw switch (status) {
      case Native.EMODNA_INVALID_ARGUMENT -> new InvalidArgumentException(message);
      case Native.EMODNA_OUT_OF_MEMORY -> new NativeMemoryException(message);
      case Native.EMODNA_UNAVAILABLE -> new DeviceUnavailableException(message);
      default -> new DeviceFailureException(message);
    };
  }
}
