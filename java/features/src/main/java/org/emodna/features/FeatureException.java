package org.emodna.features;

import org.emodna.base.EmoDnaException;

/** Features can't be made as asked for; the message names the file or setting. */
public final class FeatureException extends EmoDnaException {
  public FeatureException(String message) {
    super(message);
  }

  public FeatureException(String message, Throwable cause) {
    super(message, cause);
  }
}
