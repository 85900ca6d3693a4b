package org.emodna.spark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.emodna.base.Problem;
import org.emodna.model.ModelException;

/** Reads model files, on the driver. */
final class ModelBytes {
  /** The largest that is sent around: an array of Java holds twice that. */
  private static final long MOST = 1L << 30;

  private ModelBytes() {}

  static byte[] read(Path file) {
    try {
      require(file, Files.size(file));
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  static byte[] read(String place, Configuration hadoop) {
    try {
      org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(place);
      FileSystem system = path.getFileSystem(hadoop);
      long length = system.getFileStatus(path).getLen();
      require(place, length);
      try (InputStream in = system.open(path)) {
        return in.readNBytes((int) length);
      }
    } catch (ModelException e) {
      throw e;
    } catch (IOException | RuntimeException | LinkageError e) {
      throw unreadable(place, e);
    }
  }

  private static void require(Object place, long length) {
    if (length > MOST) {
      throw new ModelException(
          Problem.of(place, "has %,d bytes; models have at most %,d".formatted(length, MOST))
              .remedy("name a model file"));
    }
  }

  private static ModelException unreadable(Object place, Throwable e) {
    return new ModelException(
        Problem.of(place, "can't be read (" + e + ")").remedy("name a model file"), e);
  }
}
