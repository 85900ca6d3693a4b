package org.emodna.model;

import org.emodna.base.EmoDnaException;

/** A model file that can't be used; names the file and the cause. */
public final class ModelException extends EmoDnaException {
  public ModelException(String message) {
    super(message);
  }

  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
