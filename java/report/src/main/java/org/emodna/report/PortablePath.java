package org.emodna.report;

import java.nio.file.Path;
import java.util.Arrays;
import org.emodna.base.Problem;

/** Paths and messages without the place of the store: a report may be read anywhere. */
final class PortablePath {
  private PortablePath() {}

  /** A path below a folder, with slashes. */
  static String below(Path folder, Path path) {
    return folder.relativize(path).toString().replace('\\', '/');
  }

  /** The last two names of a path from a file, whatever the separator: enough to find it by. */
  static String lastNames(String path) {
    String[] names = (path == null ? "" : path).replace('\\', '/').split("/");
    int from = Math.max(0, names.length - 2);
    return String.join("/", Arrays.copyOfRange(names, from, names.length));
  }

  /** What a problem says, with paths below the folder as they are from there. */
  static String message(Path folder, Problem problem) {
    return problem.message().replace(folder + folder.getFileSystem().getSeparator(), "");
  }
}
