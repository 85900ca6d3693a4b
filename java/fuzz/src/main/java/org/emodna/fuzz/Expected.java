package org.emodna.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What every target demands of an error, and the file that targets write their input to. */
final class Expected {
  private static final int LONGEST_MESSAGE = 2000;

  private Expected() {}

  /**
   * Demands that a message names the input, on one line of bounded length, and is not a library's.
   * A library's words that the input has itself, as the name of a field that the message quotes,
   * prove nothing.
   */
  static void message(RuntimeException error, String name, byte[] input) {
    String message = String.valueOf(error.getMessage());
    if (!message.contains(name)) {
      throw new AssertionError("the message does not name the input: " + message, error);
    }
    if (message.length() > LONGEST_MESSAGE) {
      throw new AssertionError("the message has " + message.length() + " characters", error);
    }
    String quoted = new String(input, StandardCharsets.ISO_8859_1);
    for (String foreign : new String[] {"REDACTED", "reference chain", "StreamReadFeature"}) {
      if (message.contains(foreign) && !quoted.contains(foreign)) {
        throw new AssertionError("the message is a library's: " + message, error);
      }
    }
  }

  /**
   * Runs the kept inputs once, so that loading classes and libraries on a busy machine counts
   * against none of them.
   */
  static void warmUp(Consumer<byte[]> target) {
    Path inputs = Path.of(System.getProperty("emodna.fuzz.inputs", ""));
    try (Stream<Path> files = Files.list(inputs)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        target.accept(Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file of this process with that ending; in memory where the system has such a folder. */
  static Path file(String ending) {
    Path memory = Path.of("/dev/shm");
    try {
      return Files.isWritable(memory)
          ? Files.createTempFile(memory, "emodna-fuzz", ending)
          : Files.createTempFile("emodna-fuzz", ending);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces a file's content. */
  static void write(Path file, byte[] content) {
    try {
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
