package org.emodna.corpus.reader;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import org.emodna.base.PathText;
import org.emodna.corpus.CorpusException;
import org.emodna.corpus.Unusable;

/** All that lies below a corpus's root, sorted by path. Immutable. */
public final class CorpusTree {
  private static final int MOST_FILES = 1_000_000;
  private static final int MOST_LEVELS = 64;

  private final Path root;
  private final List<CorpusFile> speech;
  private final List<CorpusFile> unknown;
  private final List<CorpusFile> other;
  private final List<Unusable> unreadable;

  private CorpusTree(Visitor seen) {
    root = seen.root;
    speech = sorted(seen.speech);
    unknown = sorted(seen.unknown);
    other = sorted(seen.other);
    unreadable = List.copyOf(seen.unreadable);
  }

  private static List<CorpusFile> sorted(List<CorpusFile> files) {
    return files.stream().sorted(Comparator.comparing(CorpusFile::id)).toList();
  }

  /**
   * Lists a folder and everything below it. Follows links, because corpora are often linked
   * together, but never round a loop; leaves out hidden files and folders.
   *
   * @param folder the corpus's root
   * @return what it holds
   * @throws CorpusException if there is no such folder or it holds too many files
   */
  public static CorpusTree of(Path folder) {
    Path root = folder.toAbsolutePath().normalize();
    if (!Files.isDirectory(root)) {
      throw new CorpusException(
          PathText.of(folder) + ": " + (Files.exists(root) ? "not a folder" : "no such folder"));
    }
    Visitor visitor = new Visitor(root);
    try {
      Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), MOST_LEVELS, visitor);
    } catch (IOException e) {
      throw new CorpusException(PathText.of(folder) + ": cannot be listed: " + e.getMessage(), e);
    }
    return new CorpusTree(visitor);
  }

  /**
   * The folder that the corpus lies in.
   *
   * @return absolute and normalised
   */
  public Path root() {
    return root;
  }

  /**
   * Files whose extension is one of audio or video.
   *
   * @return sorted by id, unmodifiable
   */
  public List<CorpusFile> speech() {
    return speech;
  }

  /**
   * Files whose extension says nothing; a reader that knows their names has them decoded.
   *
   * @return sorted by id, unmodifiable
   */
  public List<CorpusFile> unknown() {
    return unknown;
  }

  /**
   * Files that are not recordings, such as texts, tables and checksums.
   *
   * @return sorted by id, unmodifiable
   */
  public List<CorpusFile> other() {
    return other;
  }

  /**
   * Folders and files that could not be listed.
   *
   * @return each with its reason, unmodifiable
   */
  public List<Unusable> unreadable() {
    return unreadable;
  }

  private static final class Visitor extends SimpleFileVisitor<Path> {
    private final Path root;
    private final List<CorpusFile> speech = new ArrayList<>();
    private final List<CorpusFile> unknown = new ArrayList<>();
    private final List<CorpusFile> other = new ArrayList<>();
    private final List<Unusable> unreadable = new ArrayList<>();
    private int files;

    Visitor(Path root) {
      this.root = root;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return !folder.equals(root) && FileKinds.hidden(folder)
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
      if (FileKinds.hidden(path)) {
        return FileVisitResult.CONTINUE;
      }
      if (++files > MOST_FILES) {
        throw new CorpusException(
            "%s: more than %d files; point at the corpus's own folder"
                .formatted(PathText.of(root), MOST_FILES));
      }
      CorpusFile file = new CorpusFile(root, root.relativize(path));
      if (!attributes.isRegularFile()) {
        unreadable(
            file.id(), attributes.isDirectory() ? "nested too deep" : "not a regular file", "");
        return FileVisitResult.CONTINUE;
      }
      switch (FileKinds.of(path)) {
        case SPEECH -> speech.add(file);
        case UNKNOWN -> unknown.add(file);
        default -> other.add(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path path, IOException cause) throws IOException {
      if (path.equals(root)) {
        throw cause;
      }
      if (!FileKinds.hidden(path)) {
        String kind = cause.getClass().getSimpleName().replace("Exception", "");
        unreadable(id(path), "cannot be listed", ": " + kind);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException cause) {
      if (cause != null) {
        unreadable(
            folder.equals(root) ? "." : id(folder), "cannot be listed", ": " + cause.getMessage());
      }
      return FileVisitResult.CONTINUE;
    }

    private String id(Path path) {
      return new CorpusFile(root, root.relativize(path)).id();
    }

    private void unreadable(String id, String group, String detail) {
      unreadable.add(new Unusable(id, Unusable.Kind.UNREADABLE, group + detail, group));
    }
  }
}
