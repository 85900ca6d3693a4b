package org.emodna.features;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.emodna.kernels.EmoDnaException;

/** Finds the files that a user means. */
public final class AudioFiles {
  private AudioFiles() {}

  /**
   * Files as they are given, and all files below given folders that are not hidden, in the order of
   * their names. A file that is none is found out by the decoder.
   */
  public static List<Path> below(List<Path> given) {
    List<Path> files = new ArrayList<>();
    for (Path path : given) {
      if (!Files.isDirectory(path)) {
        files.add(path);
        continue;
      }
      try (Stream<Path> found = Files.walk(path, 64, FileVisitOption.FOLLOW_LINKS)) {
        found
            .filter(Files::isRegularFile)
            .filter(file -> !path.relativize(file).toString().matches("(.*/)?\\..*"))
            .sorted()
            .forEach(files::add);
      } catch (IOException | java.io.UncheckedIOException e) {
        throw new EmoDnaException(path + ": the folder can't be read (" + e.getMessage() + ")", e);
      }
    }
    if (files.isEmpty()) {
      throw new EmoDnaException(given + ": no files there");
    }
    return files;
  }
}
