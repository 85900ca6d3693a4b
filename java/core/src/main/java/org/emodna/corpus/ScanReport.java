package org.emodna.corpus;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Map;

/**
 * What a corpus holds, in numbers. Levels are those of the mono mix, in dB relative to full scale;
 * silent files are left out of them.
 *
 * @param corpus the corpus's name
 * @param root its folder
 * @param reader the reader that understood it, or {@code manifest}
 * @param speakersFrom where the speakers' names come from, for people; null where the corpus's
 *     naming or a manifest says it
 * @param notes what the reader decided in cases of doubt
 * @param utterances how many could be decoded
 * @param seconds how long they are together
 * @param classes per emotion, alphabetical; {@code (none)} for utterances without a label
 * @param speakers per speaker, alphabetical; {@code (unknown)} where the corpus does not tell
 * @param duration seconds of an utterance; null if there are none
 * @param sampleRates how many utterances per rate in Hz
 * @param channels how many utterances per number of channels
 * @param formats how many utterances per container and codec
 * @param peakDbfs largest magnitude of an utterance; null if all are silent
 * @param rmsDbfs root mean square of an utterance; null if all are silent
 * @param duplicates files with the same bytes
 * @param warnings utterances that could be decoded although something is wrong with them
 * @param unusable every file or row that is not an utterance or could not be decoded, with the
 *     reason
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ScanReport(
    String corpus,
    String root,
    String reader,
    String speakersFrom,
    List<String> notes,
    int utterances,
    double seconds,
    List<Group> classes,
    List<Group> speakers,
    Spread duration,
    Map<Integer, Integer> sampleRates,
    Map<Integer, Integer> channels,
    Map<String, Integer> formats,
    Spread peakDbfs,
    Spread rmsDbfs,
    List<Duplicate> duplicates,
    List<Warning> warnings,
    List<Unusable> unusable) {

  /**
   * The utterances of one class or speaker.
   *
   * @param name the class or speaker
   * @param utterances how many
   * @param seconds how long they are together
   */
  public record Group(String name, int utterances, double seconds) {}

  /**
   * Files with the same bytes.
   *
   * @param sha256 hash of their bytes
   * @param ids their ids, two or more
   * @param labelsDiffer whether the corpus gives them different emotions
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  public record Duplicate(String sha256, List<String> ids, boolean labelsDiffer) {}

  /**
   * Something odd about a file.
   *
   * @param id the utterance
   * @param text what, for people
   */
  public record Warning(String id, String text) {}

  /**
   * Whether every file could be used. Files left out on purpose do not count as failures.
   *
   * @return false if a file failed
   */
  public boolean clean() {
    return unusable.stream().allMatch(one -> one.kind() == Unusable.Kind.EXCLUDED);
  }

  /**
   * The report for people.
   *
   * @return several lines, each ended
   */
  public String toText() {
    return ScanText.of(this);
  }
}
