package org.emodna.corpus.reader;

import java.util.Map;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.Gender;

/** What a reader makes of one file. */
public sealed interface Reading {
  /**
   * An utterance.
   *
   * @param emotion its label, or null
   * @param speaker its speaker, or null
   * @param gender the speaker's gender, or null
   * @param recording names the recording, so that copies of it are counted once: files of the same
   *     bytes, or of another format ({@link CorpusReader#namesTellRecordings()}); null if every
   *     file is a recording of its own
   * @param preference which copy to take: the lower number
   * @param extra what else the name says
   */
  record Speech(
      Emotion emotion,
      String speaker,
      Gender gender,
      String recording,
      int preference,
      Map<String, String> extra)
      implements Reading {}

  /**
   * A file of this corpus that is left out on purpose.
   *
   * @param reason for people
   * @param group the reason without what concerns this file alone
   */
  record Excluded(String reason, String group) implements Reading {
    /**
     * A file whose reason concerns others as well.
     *
     * @param reason for people
     */
    public Excluded(String reason) {
      this(reason, reason);
    }
  }

  /**
   * A file that does not look like one of this corpus.
   *
   * @param reason for people
   */
  record NotUnderstood(String reason) implements Reading {}

  /**
   * An utterance whose name says no more than emotion and speaker.
   *
   * @param emotion its label, or null
   * @param speaker its speaker, or null
   * @param gender the speaker's gender, or null
   * @param recording names the recording, or null
   * @return the reading
   */
  static Reading speech(Emotion emotion, String speaker, Gender gender, String recording) {
    return new Speech(emotion, speaker, gender, recording, 0, Map.of());
  }
}
