package org.emodna.site;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** The project's files, and the names that they have on the site. */
final class Sources {
  private static final Set<String> BUILT = Set.of("target", "build", "__pycache__");

  private final Path root;

  Sources(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  Path root() {
    return root;
  }

  /** Files below a folder, in the order of their names, without what is hidden or was built. */
  List<Path> files(Path folder) throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
            String name = path.getFileName().toString();
            boolean skipped =
                !path.equals(folder) && (BUILT.contains(name) || name.startsWith("."));
            return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && !path.getFileName().toString().startsWith(".")) {
              found.add(path);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    Collections.sort(found);
    return found;
  }

  boolean isPage(Path file) {
    return file.getFileName().toString().endsWith(".md");
  }

  boolean contains(Path file) {
    return file.startsWith(root) && Files.exists(file);
  }

  /** Where a file or folder of the project is on the site, relative to its root. */
  Path onSite(Path source) {
    Path relative = root.relativize(source);
    if (Files.isDirectory(source)) {
      return relative.resolve("index.html");
    }
    String name = source.getFileName().toString();
    if (name.equals("README.md")) {
      return relative.resolveSibling("index.html");
    }
    return isPage(source) ? relative.resolveSibling(name.replaceFirst("md$", "html")) : relative;
  }
}
