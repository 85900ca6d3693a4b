package org.emodna.training;

/** So many runs at once are more than the device has memory for. */
final class NoRoomException extends TrainingException {
  private static final long serialVersionUID = 1L;

  NoRoomException(String message) {
    super(message);
  }
}
