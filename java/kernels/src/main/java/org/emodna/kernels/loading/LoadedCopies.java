package org.emodna.kernels.loading;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Keeps a JVM to one build of the library. The dynamic linker knows a library that another one
 * needs by its name alone: a second build, of another class loader, would be given the first one's
 * code.
 */
public final class LoadedCopies {
  /** Class loaders share nothing else. */
  private static final String PROPERTY = "org.emodna.kernels.loaded";

  private LoadedCopies() {}

  /**
   * Demands that no other build is loaded, and remembers that this one is about to be.
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
