package org.emodna.corpus.detection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.emodna.audio.Sound;
import org.emodna.corpus.Unusable;
import org.emodna.corpus.Unusable.Kind;
import org.emodna.corpus.Utterance;
import org.emodna.corpus.reader.CorpusFile;
import org.emodna.corpus.reader.CorpusReader;
import org.emodna.corpus.reader.CorpusTree;
import org.emodna.corpus.reader.FileKinds;
import org.emodna.corpus.reader.Reading;

/**
 * What a reader makes of a whole tree.
 *
 * @param utterances ordered by id
 * @param unusable every other file that may hold speech, with the reason, ordered by id
 * @param namesakes utterances whose name is that of another recording but whose content differs; by
 *     id, each with the id of the other
 */
public record Assembly(
    List<Utterance> utterances, List<Unusable> unusable, Map<String, String> namesakes) {
  private static final String SECOND_COPY = "a second copy of a recording that is used";

  private record Spoken(CorpusFile file, Reading.Speech reading) {
    /** Of several copies of a recording, the least compressed and least nested one is used. */
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
                unusable.add(
                    new Unusable(file.id(), Kind.EXCLUDED, excluded.reason(), excluded.group()));
              } else if (reading instanceof Reading.NotUnderstood unknown) {
                unusable.add(
                    new Unusable(
                        file.id(), Kind.NOT_UNDERSTOOD, unknown.reason(), unknown.group()));
              }
            });
    spoken.sort(Spoken.BEST_FIRST);
    Copies copies = new Copies(reader.namesTellRecordings());
    List<Utterance> utterances = new ArrayList<>();
    Map<String, String> namesakes = new TreeMap<>();
    for (Spoken one : spoken) {
      String id = one.file.id();
      String recording = one.reading.recording();
      if (recording != null) {
        Copies.Verdict verdict =
            copies.add(one.file, recording.toLowerCase(Locale.ROOT), one.reading.preference());
        if (verdict.copy()) {
          String reason = "the same recording as " + verdict.other().id() + ", which is used";
          unusable.add(new Unusable(id, Kind.EXCLUDED, reason, SECOND_COPY));
          continue;
        }
        if (verdict.other() != null) {
          namesakes.put(id, verdict.other().id());
        }
      }
      utterances.add(utterance(one));
    }
    utterances.sort(Comparator.comparing(Utterance::id));
    unusable.sort(Comparator.comparing(Unusable::id));
    return new Assembly(utterances, unusable, namesakes);
  }

  private static Utterance utterance(Spoken spoken) {
    Reading.Speech reading = spoken.reading;
    return new Utterance(
        spoken.file.id(),
        Sound.of(spoken.file.path()),
        reading.emotion(),
        reading.speaker(),
        reading.gender(),
        Double.NaN,
        reading.extra());
  }
}
