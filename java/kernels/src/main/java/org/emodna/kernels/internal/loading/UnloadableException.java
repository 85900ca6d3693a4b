package org.emodna.kernels.internal.loading;

import java.io.IOException;

/** Libraries can't be loaded, for a reason that this project found itself. */
final class UnloadableException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Describes the reason.
   *
   * @param reason what is wrong and what to do, without the name of what can't be loaded
   */
  UnloadableException(String reason) {
    super(reason);
  }
}
