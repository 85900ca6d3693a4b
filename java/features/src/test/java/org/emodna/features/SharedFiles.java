package org.emodna.features;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * Files that are not part of the repository: golden vectors and corpora. Tests skip without them.
 */
final class SharedFiles {
  private SharedFiles() {}

  /** A file or folder below the folder `shared` beside the repository. */
  static Path require(String name) {
    String given = System.getProperty("emodna.shared", System.getenv("EMODNA_SHARED"));
    Path root = Path.of(System.getProperty("emodna.root", "../.."));
    Path shared = given != null ? Path.of(given) : root.resolve("../shared").normalize();
    Path wanted = shared.resolve(name);
    Assumptions.assumeTrue(
        Files.exists(wanted),
        () -> wanted + " is missing; give the folder of shared files by -Demodna.shared");
    return wanted;
  }
}
