package org.emodna.reproduction;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicLong;
import org.emodna.base.ContentHash;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Progress;
import org.emodna.base.Stage;
import org.emodna.corpus.LabelledCorpus;
import org.emodna.corpus.UnlabelledCorpus;

/**
 * Hashes of what runs learn from and recognise: ids, the bytes of the files, speakers, and labels
 * where they count. Every file is read once, however many parts it stands in.
 */
final class CorpusHashes {
  /** A file that can't be read is left out by training, which says so. */
  private static final String UNREADABLE = "unreadable";

  /** One recording of a part; label is the class's number, or -1. */
  record Recording(String id, Path path, String speaker, int label) {}

  private final Map<Path, String> files = new ConcurrentHashMap<>();

  /** Reads the files, on all threads that are allowed. */
  void read(Collection<Path> paths, int threads, Progress progress) {
    Set<Path> all = Set.copyOf(paths);
    progress.stage(Stage.OTHER, "hashes of the recordings", all.size());
    AtomicLong done = new AtomicLong();
    ForkJoinPool pool =
        threads == 0 ? new ForkJoinPool() : new ForkJoinPool(Math.min(threads, 256));
    try {
      pool.submit(
              () ->
                  all.parallelStream()
                      .forEach(
                          path -> {
                            files.computeIfAbsent(path, CorpusHashes::hash);
                            // A listener is called by one thread at a time, and hears no number
                            // below one that it has heard.
                            synchronized (done) {
                              progress.advance(done.incrementAndGet(), "");
                            }
                          }))
          .get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmoDnaException("interrupted while the recordings were hashed");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      pool.shutdown();
    }
  }

  private static String hash(Path path) {
    try {
      return ContentHash.of(path);
    } catch (EmoDnaException e) {
      return UNREADABLE;
    }
  }

  /** The bytes of a file that was read. */
  String file(Path path) {
    return files.computeIfAbsent(path, CorpusHashes::hash);
  }

  /** Over recordings in their order. */
  String of(List<Recording> recordings) {
    MessageDigest digest = ContentHash.digest();
    for (Recording one : recordings) {
      String line =
          String.join(
              "\0",
              one.id,
              file(one.path),
              one.speaker == null ? "" : one.speaker,
              Integer.toString(one.label));
      digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static List<Recording> recordings(LabelledCorpus corpus) {
    return corpus.items().stream()
        .map(item -> new Recording(item.id(), item.path(), item.speaker(), item.label()))
        .toList();
  }

  static List<Recording> recordings(UnlabelledCorpus corpus) {
    return corpus.items().stream()
        .map(item -> new Recording(item.id(), item.path(), item.speaker(), -1))
        .toList();
  }
}
