package org.emodna.corpus.reader;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.emodna.corpus.Unusable;
import org.emodna.corpus.Unusable.Kind;
import org.emodna.corpus.Utterance;

/**
 * What a reader makes of a whole tree.
 *
 * @param utterances ordered by id
 * @param unusable every other file that may hold speech, with the reason, ordered by id
 */
public record Assembly(List<Utterance> utterances, List<Unusable> unusable) {
  private record Spoken(CorpusFile file, Reading.Speech reading) {
    /** Of several copies of a recording the least compressed and least nested one is taken. */
    static final Comparator<Spoken> BEST_FIRST =
        Comparator.comparingInt((Spoken spoken) -> spoken.reading.preference())
            .thenComparingInt(spoken -> FileKinds.quality(spoken.file.extension()))
            .thenComparingInt(spoken -> spoken.file.depth())
            .thenComparing(spoken -> spoken.file.id());
  }

  /**
   * Reads every file of a tree.
   *
   * @param reader a reader that was prepared for the tree
   * @param tree the files
   * @return utterances, each recording once, and the rest
   */
  public static Assembly of(CorpusReader reader, CorpusTree tree) {
    List<Unusable> unusable = new ArrayList<>(tree.unreadable());
    List<Spoken> spoken = new ArrayList<>();
    Stream.concat(tree.speech().stream(), tree.unknown().stream())
        .forEach(
            file -> {
              Reading reading = reader.read(file);
              if (reading instanceof Reading.Speech speech) {
                spoken.add(new Spoken(file, speech));
              } else if (reading instanceof Reading.Excluded excluded) {
                unusable.add(new Unusable(file.id(), Kind.EXCLUDED, excluded.reason()));
              } else if (reading instanceof Reading.NotUnderstood unknown) {
                unusable.add(new Unusable(file.id(), Kind.NOT_UNDERSTOOD, unknown.reason()));
              }
            });
    spoken.sort(Spoken.BEST_FIRST);
    Map<String, String> taken = new HashMap<>();
    List<Utterance> utterances = new ArrayList<>();
    for (Spoken one : spoken) {
      String id = one.file.id();
      String recording = one.reading.recording();
      String first =
          recording == null ? null : taken.putIfAbsent(recording.toLowerCase(Locale.ROOT), id);
      if (first != null) {
        unusable.add(
            new Unusable(id, Kind.EXCLUDED, "the same recording as " + first + ", which is used"));
      } else {
        utterances.add(utterance(one));
      }
    }
    refuseIndistinct(utterances, unusable);
    utterances.sort(Comparator.comparing(Utterance::id));
    unusable.sort(Comparator.comparing(Unusable::id));
    return new Assembly(utterances, unusable);
  }

  /** In a locale without UTF-8, names that differ beyond ASCII look alike; an id must not. */
  private static void refuseIndistinct(List<Utterance> utterances, List<Unusable> unusable) {
    Set<String> ids = new HashSet<>();
    String reason = "its name reads like another's; use a UTF-8 locale, such as LC_ALL=C.UTF-8";
    utterances.removeIf(
        one ->
            !ids.add(one.id())
                && unusable.add(new Unusable(one.id(), Kind.NOT_UNDERSTOOD, reason)));
  }

  private static Utterance utterance(Spoken spoken) {
    Reading.Speech reading = spoken.reading;
    return new Utterance(
        spoken.file.id(),
        spoken.file.path(),
        reading.emotion(),
        reading.speaker(),
        reading.gender(),
        Double.NaN,
        reading.extra());
  }
}
