package org.emodna.recognition;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * An audio file that is no file here: one of many recordings in memory, in a database or on another
 * file system.
 *
 * @param name what messages call it
 * @param bytes gives the file's bytes; called at most once, by any thread, when it is their turn.
 *     An {@link org.emodna.base.EmoDnaException} makes this recording's outcome a failure
 */
public record EncodedAudio(String name, Supplier<byte[]> bytes) {
  /** Refuses null. */
  public EncodedAudio {
    Objects.requireNonNull(name);
    Objects.requireNonNull(bytes);
  }

  /** A recording in memory; the array is not copied. */
  public static EncodedAudio of(byte[] bytes, String name) {
    Objects.requireNonNull(bytes);
    return new EncodedAudio(name, () -> bytes);
  }

  /**
   * The name as outcomes have it: all of it is one path, whatever it says. A character that no path
   * can have here is written as Java's Unicode escape: NUL, half a surrogate pair and, where the
   * locale is not one of UTF-8, much beyond ASCII.
   */
  Path path() {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      StringBuilder possible = new StringBuilder();
      name.codePoints()
          .mapToObj(Character::toString)
          .map(EncodedAudio::escaped)
          .forEach(possible::append);
      return Path.of(possible.toString());
    }
  }

  private static String escaped(String character) {
    try {
      return Path.of(character).toString();
    } catch (InvalidPathException e) {
      StringBuilder escapes = new StringBuilder();
      character.chars().forEach(unit -> escapes.append(String.format("\\u%04X", unit)));
      return escapes.toString();
    }
  }
}
