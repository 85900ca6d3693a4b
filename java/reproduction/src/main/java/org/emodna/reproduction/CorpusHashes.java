package org.emodna.reproduction;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.emodna.audio.Sound;
import org.emodna.base.ContentHash;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Parallel;
import org.emodna.base.Progress;
import org.emodna.base.Stage;
import org.emodna.corpus.LabelledCorpus;
import org.emodna.corpus.UnlabelledCorpus;

/**
 * Hashes of what runs learn from and recognise: ids, the content of the recordings, speakers, and
 * labels where they count. Each is read once, however many parts it stands in.
 */
final class CorpusHashes {
  /** A file that can't be read is left out by training, which says so. */
  private static final String UNREADABLE = "unreadable";

  /** One recording of a part; label is the class's number, or -1. */
  record Recording(String id, Sound sound, String speaker, int label) {}

  private final Map<Sound, String> known = new ConcurrentHashMap<>();

  /**
   * Reads the recordings, on all threads that are allowed.
   *
   * @throws org.emodna.base.InterruptedWorkException if the calling thread is interrupted
   */
  void read(Collection<Sound> sounds, int threads, Progress progress) {
    List<Sound> all = sounds.stream().distinct().toList();
    progress.stage(Stage.OTHER, "hashes of the recordings", all.size());
    Parallel.map(
        all.size(),
        i -> "",
        i -> known.computeIfAbsent(all.get(i), CorpusHashes::hash),
        threads == 0 ? Runtime.getRuntime().availableProcessors() : Math.min(threads, 256),
        progress);
  }

  private static String hash(Sound sound) {
    try {
      return sound.contentHash();
    } catch (EmoDnaException e) {
      return UNREADABLE;
    }
  }

  /** What a recording holds. */
  private String content(Sound sound) {
    return known.computeIfAbsent(sound, CorpusHashes::hash);
  }

  /** Over recordings in their order. */
  String of(List<Recording> recordings) {
    MessageDigest digest = ContentHash.digest();
    for (Recording one : recordings) {
      String line =
          String.join(
              "\0",
              one.id,
              content(one.sound),
              one.speaker == null ? "" : one.speaker,
              Integer.toString(one.label));
      digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static List<Recording> recordings(LabelledCorpus corpus) {
    return corpus.items().stream()
        .map(item -> new Recording(item.id(), item.sound(), item.speaker(), item.label()))
        .toList();
  }

  static List<Recording> recordings(UnlabelledCorpus corpus) {
    return corpus.items().stream()
        .map(item -> new Recording(item.id(), item.sound(), item.speaker(), -1))
        .toList();
  }
}
