package org.emodna.training;

import org.emodna.base.Problem;

/** So many runs at once are more than the device has memory for. */
final class NoRoomException extends TrainingException {
  private static final long serialVersionUID = 1L;

  NoRoomException(String message) {
    super(message);
  }

  NoRoomException(Problem problem, Throwable cause) {
    super(problem, cause);
  }
}
