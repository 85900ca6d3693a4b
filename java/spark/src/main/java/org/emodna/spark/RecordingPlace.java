package org.emodna.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
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
 * @param path as Hadoop reads it, with the scheme that it has or gets by {@code fs.defaultFS}
 */
record RecordingPlace(String text, org.apache.hadoop.fs.Path path, Configuration hadoop) {
  /**
   * Reads a path or URI.
   *
   * @throws AudioException if it is neither
   */
  static RecordingPlace of(String text, Configuration hadoop) {
    try {
      org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(text);
      String scheme = path.toUri().getScheme();
      return new RecordingPlace(
          text,
          scheme == null ? path.makeQualified(FileSystem.getDefaultUri(hadoop), root()) : path,
          hadoop);
    } catch (IllegalArgumentException e) {
      throw new AudioException(
          Problem.of(text, "is not a path (" + e.getMessage() + ")")
              .remedy("name a file, or a URI such as hdfs://host/folder/file.wav"));
    }
  }

  /** What a relative path begins at where no file system says otherwise. */
  private static org.apache.hadoop.fs.Path root() {
    return new org.apache.hadoop.fs.Path(Path.of("").toAbsolutePath().toString());
  }

  boolean isLocal() {
    return "file".equals(path.toUri().getScheme());
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
    try {
      FileSystem system = path.getFileSystem(hadoop);
      FileStatus status = system.getFileStatus(path);
      if (status.isDirectory()) {
        throw new AudioException(Problem.of(text, "is a folder").remedy("name a recording"));
      }
      if (status.getLen() > Math.min(most, Integer.MAX_VALUE - 8)) {
        throw new AudioException(
            Problem.of(
                    text,
                    "has %,d bytes, more than the limit of %,d"
                        .formatted(status.getLen(), Math.min(most, Integer.MAX_VALUE - 8)))
                .remedy("raise DecodeLimits.maxBytes"));
      }
      try (InputStream in = system.open(path)) {
        return in.readNBytes((int) status.getLen());
      }
    } catch (FileNotFoundException e) {
      throw new AudioException(Problem.of(text, "does not exist").remedy("check the path"));
    } catch (IOException | IllegalArgumentException e) {
      throw new AudioException(
          Problem.of(text, "can't be read (" + e + ")")
              .remedy("see that every executor can read it"));
    }
  }
}
