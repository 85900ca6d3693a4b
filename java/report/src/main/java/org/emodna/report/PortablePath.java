package org.emodna.report;

import java.nio.file.Path;
import org.emodna.base.Problem;

/** Paths and messages without the place of the store: a report may be read anywhere. */
final class PortablePath {
  private PortablePath() {}

  /** A path below a folder, with slashes. */
  static String below(Path folder, Path path) {
    return folder.relativize(path).toString().replace('\\', '/');
  }

  /** What a problem says, with paths below the folder as they are from there. */
  static String message(Path folder, Problem problem) {
    return problem.message().replace(folder + folder.getFileSystem().getSeparator(), "");
  }
}
