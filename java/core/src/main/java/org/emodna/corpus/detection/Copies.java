package org.emodna.corpus.detection;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.emodna.audio.AudioException;
import org.emodna.base.ContentHash;
import org.emodna.corpus.reader.CorpusFile;
import org.emodna.corpus.reader.FileKinds;

/**
 * Distinguishes copies of one recording from different recordings with one name. A file is a copy
 * of another if a reader gives them the same recording and either their bytes are equal or their
 * formats differ. Only files of the same name, format and size are read.
 */
final class Copies {
  private final boolean namesTell;
  private final Map<CorpusFile, String> hashes = new HashMap<>();

  /** Files that are used, by the recording that they are of. */
  private final Map<String, List<Kept>> kept = new HashMap<>();

  private record Kept(CorpusFile file, int preference) {}

  /**
   * What became of a file.
   *
   * @param other the used file of the same recording; null if there is none
   * @param copy whether it is a copy of that one, or differs from it
   */
  record Verdict(CorpusFile other, boolean copy) {}

  /**
   * @param namesTell as {@link CorpusReader#namesTellRecordings()}
   */
  Copies(boolean namesTell) {
    this.namesTell = namesTell;
  }

  /** Judges a file; unless it is a copy, it is used. Better files must be added first. */
  Verdict add(CorpusFile file, String recording, int preference) {
    List<Kept> same = kept.computeIfAbsent(recording, first -> new ArrayList<>());
    for (Kept other : same) {
      if (isCopy(file, preference, other)) {
        return new Verdict(other.file, true);
      }
    }
    Verdict verdict = new Verdict(same.isEmpty() ? null : same.get(0).file, false);
    same.add(new Kept(file, preference));
    return verdict;
  }

  private boolean isCopy(CorpusFile file, int preference, Kept other) {
    // Sound and video of one take, as the corpus names them.
    if (preference != other.preference) {
      return true;
    }
    String format = FileKinds.format(file.extension());
    if (!format.equals(FileKinds.format(other.file.extension()))) {
      return namesTell || file.path().getParent().equals(other.file.path().getParent());
    }
    try {
      return Files.size(file.path()) == Files.size(other.file.path())
          && hash(file).equals(hash(other.file));
    } catch (IOException | AudioException e) {
      // Decoding will say why it cannot be read.
      return false;
    }
  }

  private String hash(CorpusFile file) {
    return hashes.computeIfAbsent(file, unread -> ContentHash.of(unread.path()));
  }
}
