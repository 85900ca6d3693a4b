package org.emodna.protocol;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.Utterance;

/**
 * The recordings of EmoBox's lists among those of a corpus, which may lie anywhere: by the names at
 * the end of their paths, or of their ids where they are in memory. Case and the files' endings
 * don't count, as copies differ in them.
 */
final class EmoBoxRecordings {
  /** By the stem of their files' names. */
  private final Map<String, List<Utterance>> byStem = new HashMap<>();

  private final Map<String, Utterance> found = new LinkedHashMap<>();

  /** What of a path is equal to that of a recording. */
  private record Match(String file, int names) {}

  /**
   * Finds recordings.
   *
   * @param lists all lists of the corpus: that a recording belongs to another row shows in them
   */
  EmoBoxRecordings(Corpus corpus, Collection<EmoBoxList> lists) {
    for (Utterance one : corpus.utterances()) {
      byStem.computeIfAbsent(last(path(one)), first -> new ArrayList<>()).add(one);
    }
    Map<Utterance, List<Match>> matches = new LinkedHashMap<>();
    for (String file : files(lists)) {
      Utterance one = closest(plain(file));
      if (one != null) {
        matches
            .computeIfAbsent(one, first -> new ArrayList<>())
            .add(new Match(file, common(plain(file), path(one))));
      }
    }
    // Where a copy lacks a recording, one of another folder is the closest to its row.
    matches.forEach(
        (one, rows) -> {
          int most = rows.stream().mapToInt(Match::names).max().orElse(0);
          List<Match> best = rows.stream().filter(row -> row.names == most).toList();
          if (best.size() == 1) {
            found.put(best.get(0).file, one);
          }
        });
  }

  /** By the row's path; those that are not there, or not to be told apart, are not in it. */
  Map<String, Utterance> found() {
    return found;
  }

  private static Collection<String> files(Collection<EmoBoxList> lists) {
    Collection<String> files = new LinkedHashSet<>();
    lists.forEach(list -> list.rows().forEach(row -> files.add(row.file())));
    return files;
  }

  /** The only one whose path has the longest end in common; null where there is none. */
  private Utterance closest(String path) {
    int most = 0;
    Utterance best = null;
    for (Utterance one : byStem.getOrDefault(last(path), List.of())) {
      int common = common(path, path(one));
      if (common > most) {
        most = common;
        best = one;
      } else if (common == most) {
        best = null;
      }
    }
    return best;
  }

  /** How many names at the end of two paths are equal. */
  private static int common(String a, String b) {
    String[] one = a.split("/");
    String[] other = b.split("/");
    int common = 0;
    while (common < Math.min(one.length, other.length)
        && one[one.length - 1 - common].equals(other[other.length - 1 - common])) {
      common++;
    }
    return common;
  }

  private static String path(Utterance one) {
    return plain(one.sound().file().map(Path::toString).orElse(one.id()));
  }

  /** In lower case, without the file's ending. */
  private static String plain(String path) {
    String slashed = path.replace('\\', '/').toLowerCase(Locale.ROOT);
    int dot = slashed.lastIndexOf('.');
    return dot > slashed.lastIndexOf('/') + 1 ? slashed.substring(0, dot) : slashed;
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
