package org.emodna.training;

import org.emodna.base.EmoDnaException;

/** Training can't start or can't go on; the message names the remedy. */
public class TrainingException extends EmoDnaException {
  public TrainingException(String message) {
    super(message);
  }
}
