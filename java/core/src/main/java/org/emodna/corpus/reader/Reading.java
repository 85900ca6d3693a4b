package org.emodna.corpus.reader;

import java.util.Map;
import java.util.TreeMap;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.Gender;

/** What a reader makes of one file. */
public sealed interface Reading {
  /**
   * An utterance.
   *
   * <pre>{@code
   * return Reading.speech(Emotion.ANGER, "03").gender(Gender.MALE).recording("03a01Wa");
   * }</pre>
   *
   * @param emotion its label; null if the corpus gives none
   * @param speaker its speaker's name within the corpus; null if unknown
   * @return a reading that can be given more details
   */
  static Speech speech(Emotion emotion, String speaker) {
    return new Speech(emotion, speaker);
  }

  /** An utterance. Immutable: each method that adds a detail returns a new reading. */
  final class Speech implements Reading {
    private final Emotion emotion;
    private final String speaker;
    private Gender gender;
    private String recording;
    private int preference;
    private Map<String, String> extra = Map.of();

    private Speech(Emotion emotion, String speaker) {
      this.emotion = emotion;
      this.speaker = speaker;
    }

    private Speech copy() {
      Speech copy = new Speech(emotion, speaker);
      copy.gender = gender;
      copy.recording = recording;
      copy.preference = preference;
      copy.extra = extra;
      return copy;
    }

    /**
     * Adds the speaker's gender.
     *
     * @param said the gender; null if unknown
     * @return a new reading
     */
    public Speech gender(Gender said) {
      Speech copy = copy();
      copy.gender = said;
      return copy;
    }

    /**
     * Names the recording, so that copies of it are used once: files with the same bytes, or in
     * another format ({@link CorpusReader#namesTellRecordings()}). Without a name every file is a
     * recording of its own.
     *
     * @param name the same for all copies, whatever its case; null for none
     * @return a new reading
     */
    public Speech recording(String name) {
      Speech copy = copy();
      copy.recording = name;
      return copy;
    }

    /**
     * Says which of several copies to use.
     *
     * @param order the copy with the lowest number is used; 0 where nothing is said
     * @return a new reading
     */
    public Speech preference(int order) {
      Speech copy = copy();
      copy.preference = order;
      return copy;
    }

    /**
     * Adds something else that the name says, such as the intensity.
     *
     * @param name what it is
     * @param value its value
     * @return a new reading
     */
    public Speech extra(String name, String value) {
      Map<String, String> more = new TreeMap<>(extra);
      more.put(name, value);
      Speech copy = copy();
      copy.extra = Map.copyOf(more);
      return copy;
    }

    /**
     * The label.
     *
     * @return null if the corpus gives none
     */
    public Emotion emotion() {
      return emotion;
    }

    /**
     * The speaker's name within the corpus.
     *
     * @return null if unknown
     */
    public String speaker() {
      return speaker;
    }

    /**
     * The speaker's gender.
     *
     * @return null if unknown
     */
    public Gender gender() {
      return gender;
    }

    /**
     * The recording's name.
     *
     * @return null if every file is a recording of its own
     */
    public String recording() {
      return recording;
    }

    /**
     * Which of several copies to use.
     *
     * @return the lowest number is used
     */
    public int preference() {
      return preference;
    }

    /**
     * What else the name says.
     *
     * @return by name, unmodifiable
     */
    public Map<String, String> extra() {
      return extra;
    }
  }

  /**
   * A file of this corpus that is left out on purpose, such as a song.
   *
   * @param reason for people
   * @param group the reason without what concerns this file alone, so that equal ones are counted
   *     together
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
   * A file that does not belong to this corpus, as far as its name and folders say.
   *
   * @param reason for people, such as "not named like EMODB: 03a01Fa"
   * @param group the reason without what concerns this file alone, so that equal ones are counted
   *     together
   */
  record NotUnderstood(String reason, String group) implements Reading {
    /**
     * A file whose reason concerns others as well.
     *
     * @param reason for people
     */
    public NotUnderstood(String reason) {
      this(reason, reason);
    }
  }
}
