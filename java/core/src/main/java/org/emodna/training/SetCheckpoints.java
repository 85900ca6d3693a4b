package org.emodna.training;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.emodna.base.ContentHash;
import org.emodna.base.Problem;
import org.emodna.base.Progress;

/**
 * The checkpoints of a matrix in its work folder: NAME.HASH.checkpoint, one for each set under way,
 * where NAME is the process's, whose lock guards those of its name.
 */
final class SetCheckpoints {
  private static final String SUFFIX = ".checkpoint";
  private static final int MOST_NAMED = 5;
  private static final Duration HALF_WRITTEN = Duration.ofHours(1);

  private final Path work;
  private final String name;
  private final Progress progress;

  SetCheckpoints(Path work, String name, Progress progress) {
    this.work = work;
    this.name = name;
    this.progress = progress;
  }

  /**
   * A set under way when a process ended.
   *
   * @param file of its state
   * @param keys of its runs
   */
  record Found(Path file, List<String> keys) {}

  /** The file of a set. */
  Path of(List<String> keys) {
    String hash = ContentHash.of(String.join("\n", keys).getBytes(StandardCharsets.UTF_8));
    return work.resolve(name + "." + hash.substring(0, 16) + SUFFIX);
  }

  /**
   * The sets that an earlier process has left, all of whose runs are wanted. Those that a process
   * of another name has left are taken over, if it no longer runs.
   */
  List<Found> found(Predicate<String> wanted) {
    List<Found> all = new ArrayList<>();
    List<Path> unwanted = new ArrayList<>();
    for (Path file : files()) {
      String text = file.getFileName().toString();
      String owner =
          text.substring(0, text.length() - SUFFIX.length()).replaceFirst("\\.[^.]*$", "");
      if (owner.equals(name)) {
        keys(file)
            .ifPresent(
                keys -> {
                  if (keys.stream().allMatch(wanted)) {
                    all.add(new Found(file, keys));
                  } else {
                    unwanted.add(file);
                  }
                });
      } else {
        takeOver(file, owner, wanted).ifPresent(all::add);
      }
    }
    if (!unwanted.isEmpty()) {
      progress.warn(
          work.toString(),
          "holds the state of runs that are not wanted now; if they never are again, delete "
              + names(unwanted));
    }
    return all;
  }

  private static String names(List<Path> files) {
    String names =
        files.stream()
            .limit(MOST_NAMED)
            .map(file -> file.getFileName().toString())
            .collect(Collectors.joining(", "));
    return files.size() <= MOST_NAMED
        ? names
        : names + " and %d more like them".formatted(files.size() - MOST_NAMED);
  }

  /**
   * Removes what a process that was killed has left half written. Another one that shares the
   * folder may be writing, though never for so long.
   */
  void sweep() {
    Instant before = Instant.now().minus(HALF_WRITTEN);
    try (DirectoryStream<Path> all = Files.newDirectoryStream(work, ".*.tmp")) {
      for (Path file : all) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      progress.warn(work.toString(), "what is half written can't be removed (" + e + ")");
    }
  }

  private Optional<List<String>> keys(Path file) {
    try {
      return Optional.of(Checkpoint.keys(file));
    } catch (TrainingException e) {
      putAsideBroken(file, e.problem());
      return Optional.empty();
    }
  }

  private Optional<Found> takeOver(Path file, String owner, Predicate<String> wanted) {
    try {
      List<String> keys = Checkpoint.keys(file);
      // Only then is the lock asked for: its process may be about to begin.
      if (!keys.stream().allMatch(wanted)) {
        return Optional.empty();
      }
      try (RunLock lock = RunLock.of(work.resolve(owner), progress)) {
        Path own = of(keys);
        Files.move(file, own, StandardCopyOption.ATOMIC_MOVE);
        return Optional.of(new Found(own, keys));
      }
    } catch (TrainingException e) {
      // Its process runs, or finds out itself that it is broken.
    } catch (NoSuchFileException e) {
      // Its process has just ended the set.
    } catch (IOException e) {
      progress.warn(file.toString(), "can't be taken over (" + e + ")");
    }
    return Optional.empty();
  }

  private List<Path> files() {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(work, "*.*" + SUFFIX)) {
      all.forEach(files::add);
    } catch (IOException e) {
      throw new TrainingException(Problem.of(work, "can't be read (" + e + ")"), e);
    }
    files.sort(null);
    return files;
  }

  /** What can't be used is kept for who wants to look at it, and in nobody's way. */
  void putAsideBroken(Path file, Problem why) {
    putAside(file, ".broken", why.reason(), "its runs begin anew");
  }

  /**
   * Renames a state that will not be gone on from, with a warning.
   *
   * @param ending that its name gets
   * @param reason why
   * @param instead what happens to its runs
   */
  void putAside(Path file, String ending, String reason, String instead) {
    Path aside = file.resolveSibling(file.getFileName() + ending);
    try {
      Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new TrainingException(
          Problem.of(file, "can't be put aside (" + e + ")").remedy("delete it"), e);
    }
    progress.warn(
        file.toString(),
        "%s; %s, and it is kept as %s".formatted(reason, instead, aside.getFileName()));
  }

  void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new TrainingException(Problem.of(file, "can't be removed (" + e + ")"), e);
    }
  }
}
