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

/**
 * All that lies below a corpus' root, sorted by path.
 *
 * @param root the root, absolute and normalised
 * @param speech files whose extension is one of audio or video
 * @param unknown files of an extension that says nothing; the decoder will tell
 * @param other files that are no speech, such as texts and checksums
 * @param unreadable folders and files that could not be listed
 */
public record CorpusTree(
    Path root,
    List<CorpusFile> speech,
    List<CorpusFile> unknown,
    List<CorpusFile> other,
    List<Unusable> unreadable) {
  private static final int MOST_FILES = 1_000_000;
  private static final int MOST_LEVELS = 64;

  /**
   * Lists a folder and everything below it. Follows links, because corpora are often linked
   * together, but never twice round a loop; leaves out hidden files and folders.
   *
   * @param folder the corpus' root
   * @return what it holds
   * @throws CorpusException if there is no such folder or it holds too many files
   */
  public static CorpusTree of(Path folder) {
    Path root = folder.toAbsolutePath().normalize();
    if (!Files.isDirectory(root)) {
      throw new CorpusException(
          PathText.of(folder) + ": " + (Files.exists(root) ? "not a folder" : "no such folder"));
    }
    CorpusTree tree =
        new CorpusTree(
            root, new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    try {
      Files.walkFileTree(
          root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), MOST_LEVELS, tree.new Visitor());
    } catch (IOException e) {
      throw new CorpusException(PathText.of(folder) + ": cannot be listed: " + e.getMessage(), e);
    }
    Comparator<CorpusFile> byId = Comparator.comparing(CorpusFile::id);
    tree.speech.sort(byId);
    tree.unknown.sort(byId);
    tree.other.sort(byId);
    return tree;
  }

  private final class Visitor extends SimpleFileVisitor<Path> {
    private int files;

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
            "%s: more than %d files; point at the corpus' own folder".formatted(root, MOST_FILES));
      }
      CorpusFile file = new CorpusFile(root, root.relativize(path));
      if (!attributes.isRegularFile()) {
        String reason = attributes.isDirectory() ? "nested too deep" : "not a regular file";
        unreadable.add(new Unusable(file.id(), Unusable.Kind.UNREADABLE, reason));
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
        String id = new CorpusFile(root, root.relativize(path)).id();
        String reason = cause.getClass().getSimpleName().replace("Exception", "");
        unreadable.add(new Unusable(id, Unusable.Kind.UNREADABLE, "cannot be listed: " + reason));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException cause) {
      if (cause != null) {
        String id = folder.equals(root) ? "." : new CorpusFile(root, root.relativize(folder)).id();
        unreadable.add(
            new Unusable(id, Unusable.Kind.UNREADABLE, "cannot be listed: " + cause.getMessage()));
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
