package org.emodna.corpus.reader;

import java.nio.file.Path;
import java.util.Locale;
import org.emodna.base.PathText;

/**
 * One file below a corpus's root, as readers see it.
 *
 * @param root the corpus's root, absolute and normalised
 * @param relative the file's path below the root
 */
public record CorpusFile(Path root, Path relative) {
  /**
   * The utterance id that this file gets.
   *
   * @return the relative path with forward slashes; bytes that are not UTF-8 are escaped ({@link
   *     PathText})
   */
  public String id() {
    return PathText.of(relative).replace(relative.getFileSystem().getSeparator(), "/");
  }

  /**
   * Where the file is.
   *
   * @return absolute
   */
  public Path path() {
    return root.resolve(relative);
  }

  /**
   * The file's name up to its last dot.
   *
   * @return as written
   */
  public String stem() {
    String name = PathText.of(relative.getFileName());
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  /**
   * What follows the name's last dot.
   *
   * @return lower case; empty if there is none
   */
  public String extension() {
    return extension(relative);
  }

  static String extension(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(dot + 1).toLowerCase(Locale.ROOT) : "";
  }

  /**
   * How many folders lie between the root and the file.
   *
   * @return 0 for a file in the root itself
   */
  public int depth() {
    return relative.getNameCount() - 1;
  }

  /**
   * The name of a folder above the file. Continues above the root, because people also point at one
   * speaker's folder.
   *
   * @param up 1 for the file's own folder, 2 for the one above
   * @return its name as written; empty above the file system's root
   */
  public String folder(int up) {
    if (up <= depth()) {
      return folderBelowRoot(depth() - up);
    }
    int index = root.getNameCount() + depth() - up;
    return index < 0 ? "" : PathText.of(root.getName(index));
  }

  /**
   * The name of a folder below the root.
   *
   * @param down 0 for the one directly below the root, up to depth() - 1
   * @return its name as written
   */
  public String folderBelowRoot(int down) {
    return PathText.of(relative.getName(down));
  }
}
