package org.emodna.runs;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.emodna.base.ContentHash;
import org.emodna.base.DurableFiles;
import org.emodna.base.Problem;
import org.emodna.base.Progress;
import org.emodna.evaluation.ScoreFile;
import org.emodna.evaluation.ScoredPredictions;
import org.emodna.evaluation.ScoredPredictionsFile;

/**
 * Writes a run into a folder of its own, which takes its place in the store in one step: whoever
 * looks sees the whole run or none. One thread at a time.
 */
public final class RunWriter implements AutoCloseable {
  private static final String UNFINISHED = ".unfinished-";

  /** What is older belongs to a writer that was killed, since none takes a minute. */
  private static final Duration ABANDONED = Duration.ofHours(1);

  private final RunAddress address;
  private final Path folder;
  private final Path destination;

  RunWriter(RunAddress address, Path runs, Path destination) {
    this.address = address;
    this.destination = destination;
    folder = runs.resolve(UNFINISHED + UUID.randomUUID());
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Where files go that are written by others, such as a model: a place by the given name. */
  public Path file(String name) {
    return folder.resolve(name);
  }

  /** Adds predictions, and the score that follows from them. */
  public RunWriter predictions(ScoredPredictions predictions) {
    ScoredPredictionsFile.write(file(StoredRun.PREDICTIONS), predictions);
    ScoreFile.write(file(StoredRun.SCORE), predictions.score());
    return this;
  }

  /** Adds the values of its epochs. */
  public RunWriter epochs(EpochTable epochs) {
    write(file(StoredRun.EPOCHS), epochs.toCsv().getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /**
   * Adds the description and puts the run into the store. Where one of that address is there, it
   * gets these files in the place of its own, which have the same bits unless they are broken; what
   * it has beside them stays.
   *
   * @throws RunStoreException if it can't be written, or describes a run of another address
   */
  public void commit(RunDescription description) {
    if (!description.address().equals(address)) {
      throw new IllegalArgumentException(
          "run " + address + " is described as " + description.address());
    }
    try {
      write(file(StoredRun.DESCRIPTION), RunJson.bytes(description.withFiles(hashes())));
      force();
      Files.createDirectories(destination.getParent());
      move();
      DurableFiles.force(destination.getParent());
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private Map<String, String> hashes() throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    try (Stream<Path> all = Files.list(folder)) {
      all.forEach(file -> hashes.put(file.getFileName().toString(), ContentHash.of(file)));
    }
    // What an earlier writer has left beside these stays, and is still what it was.
    if (Files.isRegularFile(destination.resolve(StoredRun.DESCRIPTION))) {
      try {
        new StoredRun(address, destination).description().files().forEach(hashes::putIfAbsent);
      } catch (RunStoreException e) {
        // It is replaced.
      }
    }
    return hashes;
  }

  private void move() throws IOException {
    try {
      Files.move(folder, destination, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      // One is there, perhaps since a moment ago. Most file systems say "not empty", and Java has
      // no type for that here.
      if (!Files.isDirectory(destination)) {
        throw e;
      }
      moveFiles();
    }
  }

  /** One by one, the description last: it is what says that the others are there. */
  private void moveFiles() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files =
          all.sorted(Comparator.comparing(file -> file.endsWith(StoredRun.DESCRIPTION))).toList();
    }
    for (Path file : files) {
      Files.move(
          file,
          destination.resolve(file.getFileName()),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
    DurableFiles.force(destination);
  }

  private void write(Path file, byte[] bytes) {
    try (FileOutputStream out = new FileOutputStream(file.toFile())) {
      out.write(bytes);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** All of it lies on the disk before the folder gets its name. */
  private void force() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.toList()) {
        DurableFiles.force(file);
      }
    }
    DurableFiles.force(folder);
  }

  /** Removes what was not committed. */
  @Override
  public void close() {
    if (Files.exists(folder)) {
      try {
        delete(folder);
      } catch (IOException e) {
        throw failed(e);
      }
    }
  }

  /**
   * Several processes may do so at the same time, while others put their runs into their places:
   * what is gone needs no removing.
   */
  static void removeUnfinished(Path runs, Progress progress) {
    if (!Files.isDirectory(runs)) {
      return;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(runs, UNFINISHED + "*")) {
      Instant then = Instant.now().minus(ABANDONED);
      for (Path folder : all) {
        removeAbandoned(folder, then, progress);
      }
    } catch (IOException | DirectoryIteratorException e) {
      warn(runs, e, progress);
    }
  }

  private static void removeAbandoned(Path folder, Instant then, Progress progress) {
    try {
      if (Files.getLastModifiedTime(folder).toInstant().isBefore(then)) {
        delete(folder);
      }
    } catch (NoSuchFileException e) {
      // Its writer has put it into its place, or another process removes it.
    } catch (IOException e) {
      warn(folder, e, progress);
    }
  }

  private static void warn(Path folder, Exception e, Progress progress) {
    progress.warn(folder.toString(), "what a killed process has left can't be removed (" + e + ")");
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> tree = Files.walk(folder)) {
      all = tree.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }

  private RunStoreException failed(IOException e) {
    return new RunStoreException(
        Problem.of(destination, "the run can't be written (" + e + ")")
            .remedy("see that the disk has room and the folder can be written to"),
        e);
  }
}
