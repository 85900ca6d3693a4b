package org.emodna.kernels.internal.loading;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Makes sure that a JVM has only one build of the library. The dynamic linker finds a library that
 * another one needs by name only: a second build, in another class loader, would get the first
 * one's code.
 */
public final class LoadedCopies {
  /** Class loaders share nothing else. */
  private static final String PROPERTY = "org.emodna.kernels.loaded";

  private LoadedCopies() {}

  /**
   * Throws if another build is loaded, and remembers that this one will be.
   *
   * @param library the file, in a folder named by its content unless it is not unpacked
   */
  public static void check(Path library) throws IOException {
    if (System.getProperty(PROPERTY) != null) {
      String own = content(library);
      for (String mapped : Machine.mappedFiles()) {
        Path file = Path.of(mapped.replaceFirst(" \\(deleted\\)$", ""));
        if (file.endsWith(library.getFileName()) && !content(file).equals(own)) {
          throw new UnloadableException(
              "another build of it is loaded in this JVM, "
                  + file
                  + ", by another class loader; use one build in all of them, or load"
                  + " EMO-DNA with a class loader that they share");
        }
      }
    }
    System.setProperty(PROPERTY, library.toString());
  }

  /** The folder's name without the number of the copy. */
  private static String content(Path library) {
    return library.getParent().getFileName().toString().replaceFirst("\\.[0-9]+$", "");
  }
}
