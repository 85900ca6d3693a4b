package org.emodna.synthesis;

import java.nio.file.Path;

/** Is told of every file that has been written; called from one thread at a time. */
@FunctionalInterface
public interface ProgressListener {
  /**
   * One more file is there.
   *
   * @param done files written so far
   * @param total files of the corpus
   * @param file the file just written, relative to the corpus' folder
   */
  void written(int done, int total, Path file);
}
