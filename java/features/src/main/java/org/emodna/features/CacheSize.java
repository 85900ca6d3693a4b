package org.emodna.features;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Keeps the folder of a feature cache within its limit: what has not been used for longest is
 * deleted first. A file's time of modification says when it was last used.
 *
 * <p>Other processes add, use and delete entries meanwhile. So the folder is looked at again
 * whenever this one has added a sixteenth of the limit, and an entry that was used since it was
 * looked at stays. Only regular files whose name and folder are an entry's are ever deleted, and no
 * link is followed.
 */
final class CacheSize {
  private static final System.Logger LOG = System.getLogger(CacheSize.class.getName());
  private static final Pattern PREFIX = Pattern.compile("[0-9a-f]{2}");
  private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}-[0-9a-f]{16}\\.safetensors");

  private final Path folder;
  private final long limit;

  /** Bytes in the folder when it was last looked at; -1 = never. */
  private long seen = -1;

  private long addedSince;
  private boolean warned;

  CacheSize(Path folder, long limit) {
    this.folder = folder;
    this.limit = limit;
  }

  /** A file that is there, with its size and when it was last used. */
  private record Kept(Path file, long bytes, FileTime used) {}

  long limit() {
    return limit;
  }

  /** Where an entry lies. */
  static Path file(Path folder, String contentHash, String recipe) {
    return folder
        .resolve(contentHash.substring(0, 2))
        .resolve(contentHash + "-" + recipe + ".safetensors");
  }

  /** An entry is used. Where that can't be noted it is only deleted sooner. */
  static void touch(Path file) {
    try {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    } catch (IOException e) {
      // A cache that may be read only, or an entry that another process has just deleted.
    }
  }

  /** An entry was added; makes room where there are too many now. */
  synchronized void added(Path file) {
    try {
      addedSince += Files.exists(file) ? Files.size(file) : 0;
      if (seen < 0 || seen + addedSince > limit || addedSince > limit / 16) {
        makeRoom();
      }
    } catch (IOException e) {
      if (!warned) {
        warned = true;
        LOG.log(
            System.Logger.Level.WARNING,
            folder + ": can't be kept within its limit; delete what is old in it (" + e + ")");
      }
    }
  }

  private void makeRoom() throws IOException {
    List<Kept> all = entries();
    long total = all.stream().mapToLong(Kept::bytes).sum();
    if (total > limit) {
      all.sort(Comparator.comparing(Kept::used).thenComparing(Kept::file));
      // Some more than needed, so that the next entry does not ask for it again.
      long enough = limit - limit / 10;
      for (Kept one : all) {
        if (total <= enough) {
          break;
        }
        if (deleted(one)) {
          total -= one.bytes;
        }
      }
    }
    seen = total;
    addedSince = 0;
  }

  /** Deletes an entry unless it was used meanwhile; one that is gone counts as deleted. */
  private static boolean deleted(Kept one) throws IOException {
    try {
      FileTime now = Files.getLastModifiedTime(one.file, LinkOption.NOFOLLOW_LINKS);
      if (now.compareTo(one.used) > 0) {
        return false;
      }
      Files.deleteIfExists(one.file);
    } catch (NoSuchFileException e) {
      // Another process was first.
    }
    return true;
  }

  private List<Kept> entries() throws IOException {
    List<Kept> all = new ArrayList<>();
    for (Path prefix : children(folder, PREFIX)) {
      if (!Files.isDirectory(prefix, LinkOption.NOFOLLOW_LINKS)) {
        continue;
      }
      for (Path file : children(prefix, NAME)) {
        if (file.getFileName().toString().startsWith(prefix.getFileName().toString())) {
          add(file, all);
        }
      }
    }
    return all;
  }

  private static void add(Path file, List<Kept> to) throws IOException {
    try {
      BasicFileAttributes facts =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (facts.isRegularFile()) {
        to.add(new Kept(file, facts.size(), facts.lastModifiedTime()));
      }
    } catch (NoSuchFileException e) {
      // Another process has deleted it.
    }
  }

  private static List<Path> children(Path parent, Pattern names) throws IOException {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> stream =
        Files.newDirectoryStream(
            parent, path -> names.matcher(path.getFileName().toString()).matches())) {
      stream.forEach(children::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return children;
  }
}
