package org.emodna.audio;

import java.nio.file.Path;
import org.emodna.base.EmoDnaException;

/**
 * What became of one file of many.
 *
 * @param <T> what a success gives
 */
public sealed interface Outcome<T> {
  /**
   * The file.
   *
   * @return as it was given
   */
  Path path();

  /** It worked. */
  record Done<T>(Path path, T value) implements Outcome<T> {}

  /**
   * It did not.
   *
   * @param exception why
   * @param <T> what a success would have given
   */
  record Failed<T>(Path path, EmoDnaException exception) implements Outcome<T> {}
}
