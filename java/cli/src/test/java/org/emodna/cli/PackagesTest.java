package org.emodna.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every package says what lives in it. */
class PackagesTest {
  /** A comment of at least a sentence, and then the package. */
  private static final Pattern PARAGRAPH =
      Pattern.compile("(?s)\\A/\\*\\*[\\s*]+\\w.{60,}?\\*/\\s+package [\\w.]+;\\s*\\z");

  @Test
  void everyPackageHasAParagraphOfItsOwn() throws IOException {
    Path java = Path.of(System.getProperty("emodna.root", "../..")).resolve("java");
    Set<Path> packages = new TreeSet<>();
    try (Stream<Path> modules = Files.list(java)) {
      for (Path module : modules.toList()) {
        packages.addAll(packages(module.resolve("src/main/java")));
      }
    }
    assertTrue(packages.size() > 15, "packages were not found: " + packages);
    List<Path> without = packages.stream().filter(one -> !hasParagraph(one)).toList();
    assertEquals(List.of(), without, "give these packages a package-info.java with a paragraph");
  }

  /** Folders that hold sources of a package. */
  private static Set<Path> packages(Path sources) throws IOException {
    Set<Path> found = new TreeSet<>();
    if (Files.isDirectory(sources)) {
      try (Stream<Path> tree = Files.walk(sources)) {
        tree.filter(file -> file.toString().endsWith(".java"))
            .map(Path::getParent)
            .filter(folder -> !folder.equals(sources))
            .forEach(found::add);
      }
    }
    return found;
  }

  private static boolean hasParagraph(Path folder) {
    Path file = folder.resolve("package-info.java");
    try {
      return Files.isRegularFile(file) && PARAGRAPH.matcher(Files.readString(file)).matches();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
