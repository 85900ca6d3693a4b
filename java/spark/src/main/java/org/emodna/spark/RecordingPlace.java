package org.emodna.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.emodna.audio.AudioException;
import org.emodna.base.Problem;

/**
 * Where a recording lies: in the executor's own file system, or in any that Hadoop knows.
 *
 * @param text as the row has it
 * @param path as Hadoop reads it; one that has no scheme is of the file system {@code
 *     fs.defaultFS}, and if it is relative, begins at the working directory there
 */
record RecordingPlace(String text, org.apache.hadoop.fs.Path path, Configuration hadoop) {
  private static final String LOCAL = "file";

  /**
   * Reads a path or URI.
   *
   * @throws AudioException if it is neither
   */
  static RecordingPlace of(String text, Configuration hadoop) {
    try {
      org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(text);
      URI usual = FileSystem.getDefaultUri(hadoop);
      boolean local = path.toUri().getScheme() == null && LOCAL.equals(usual.getScheme());
      return new RecordingPlace(text, local ? path.makeQualified(usual, root()) : path, hadoop);
    } catch (IllegalArgumentException e) {
      throw new AudioException(
          Problem.of(text, "is not a path (" + e.getMessage() + ")")
              .remedy("name a file, or a URI such as hdfs://host/folder/file.wav"));
    }
  }

  /** What a relative path begins at in the executor's own file system. */
  private static org.apache.hadoop.fs.Path root() {
    return new org.apache.hadoop.fs.Path(Path.of("").toAbsolutePath().toString());
  }

  boolean isLocal() {
    return LOCAL.equals(path.toUri().getScheme());
  }

  /**
   * The file, where {@link #isLocal()}.
   *
   * @throws AudioException if no file of this machine can have such a name
   */
  Path local() {
    try {
      return Path.of(path.toUri().getPath());
    } catch (InvalidPathException e) {
      throw new AudioException(
          Problem.of(text, "is not a possible path here (" + e.getReason() + ")")
              .remedy("characters beyond ASCII need a UTF-8 locale, such as LC_ALL=C.UTF-8"));
    }
  }

  /**
   * Reads the file.
   *
   * @param most bytes
   * @throws AudioException if it can't be read, or has more
   */
  byte[] bytes(long most) {
    int limit = (int) Math.min(most, Integer.MAX_VALUE - 9);
    try {
      FileSystem system = path.getFileSystem(hadoop);
      FileStatus status = system.getFileStatus(path);
      if (status.isDirectory()) {
        throw new AudioException(Problem.of(text, "is a folder").remedy("name a recording"));
      }
      if (status.getLen() > limit) {
        throw tooLong("%,d bytes".formatted(status.getLen()), limit);
      }
      try (InputStream in = system.open(path)) {
        if (status.getLen() >= 0) {
          return in.readNBytes((int) status.getLen());
        }
        // That of http: can't say beforehand how many there are.
        byte[] bytes = in.readNBytes(limit + 1);
        if (bytes.length > limit) {
          throw tooLong("more bytes", limit);
        }
        return bytes;
      }
    } catch (AudioException e) {
      throw e;
    } catch (FileNotFoundException e) {
      throw new AudioException(Problem.of(text, "does not exist").remedy("check the path"));
    } catch (IOException | RuntimeException | LinkageError e) {
      // Also where Hadoop knows a file system by name, but its classes are in no jar here.
      throw new AudioException(
          Problem.of(text, "can't be read (" + e + ")")
              .remedy("see that every executor can read it"));
    }
  }

  private AudioException tooLong(String has, int limit) {
    return new AudioException(
        Problem.of(text, "has %s, where the limit is %,d".formatted(has, limit))
            .remedy("raise DecodeLimits.maxBytes"));
  }
}
