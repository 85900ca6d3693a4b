package org.emodna.corpus;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.emodna.base.EmoDnaException;
import org.emodna.corpus.reader.FileKinds;

/** Finds recordings among files and folders that a user names. */
public final class AudioFiles {
  private AudioFiles() {}

  /**
   * Lists the given files, and below the given folders all files that are not hidden, in the order
   * of their names. Files in a folder whose names say that they are not recordings, such as
   * README.txt, are passed over, as a scan does. Anything else that is not a recording stays in the
   * list for the decoder to refuse by name: a link to nothing, a folder that can't be read or lies
   * too deep.
   */
  public static List<Path> below(List<Path> given) {
    List<Path> files = new ArrayList<>();
    for (Path path : given) {
      if (!Files.isDirectory(path)) {
        files.add(path);
        continue;
      }
      try {
        Visitor visitor = new Visitor(path);
        Files.walkFileTree(path, EnumSet.of(FileVisitOption.FOLLOW_LINKS), 64, visitor);
        visitor.found.stream().sorted().forEach(files::add);
      } catch (IOException e) {
        throw new EmoDnaException(path + ": the folder can't be read (" + e + ")", e);
      }
    }
    if (files.isEmpty()) {
      throw new EmoDnaException(given + ": no files there");
    }
    return files;
  }

  private static final class Visitor extends SimpleFileVisitor<Path> {
    private final Path root;
    private final List<Path> found = new ArrayList<>();

    Visitor(Path root) {
      this.root = root;
    }

    private boolean hidden(Path path) {
      return !path.equals(root) && path.getFileName().toString().startsWith(".");
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return hidden(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (!hidden(file) && !FileKinds.namesNoRecording(file)) {
        found.add(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException cause) {
      // A link back to a folder above holds nothing that is not found anyway. What else can't be
      // looked into is listed with what the decoder can't read.
      if (!(cause instanceof FileSystemLoopException) && !hidden(file)) {
        found.add(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException cause) {
      // Listing the folder failed half-way; what was found stays.
      if (cause != null) {
        found.add(folder);
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
