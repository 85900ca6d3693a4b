package org.emodna.base;

/**
 * A configuration that can't be read or has a setting out of range; names the file and the setting.
 */
public final class ConfigException extends EmoDnaException {
  public ConfigException(String message) {
    super(message);
  }

  public ConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
