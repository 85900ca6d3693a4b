package org.emodna.recognition;

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
  public EncodedAudio {
    Objects.requireNonNull(name);
    Objects.requireNonNull(bytes);
  }

  /** A recording in memory; the array is not copied. */
  public static EncodedAudio of(byte[] bytes, String name) {
    Objects.requireNonNull(bytes);
    return new EncodedAudio(name, () -> bytes);
  }

  /** The name as outcomes have it: all of it is one path, whatever it says. */
  Path path() {
    return Path.of(name.replace('\0', '?'));
  }
}
