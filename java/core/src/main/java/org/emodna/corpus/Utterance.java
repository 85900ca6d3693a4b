package org.emodna.corpus;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.emodna.audio.AudioClip;
import org.emodna.audio.AudioException;
import org.emodna.audio.Sound;
import org.emodna.base.Problem;

/**
 * One recording of a corpus with all that the corpus says about it.
 *
 * @param id unique in the corpus; of a corpus on disk its path relative to the root, with forward
 *     slashes
 * @param sound its file, or its samples
 * @param emotion its label, or null if the corpus gives none
 * @param speaker its speaker's name within the corpus, or null if unknown; a blank name is null too
 * @param gender the speaker's gender, or null if unknown
 * @param duration declared seconds, or NaN if the corpus declares none
 * @param extra what else the corpus says, by name
 */
public record Utterance(
    String id,
    Sound sound,
    Emotion emotion,
    String speaker,
    Gender gender,
    double duration,
    Map<String, String> extra) {
  /**
   * Copies the extras; a blank speaker becomes null.
   *
   * @throws CorpusException if the id is empty, there is no sound, or an extra is null
   */
  public Utterance {
    if (id == null || id.isBlank()) {
      throw new CorpusException(
          Problem.of("an utterance" + (sound == null ? "" : " of " + sound.name()), "has no id")
              .remedy("give each utterance of a corpus an id of its own"));
    }
    if (sound == null) {
      throw new CorpusException(
          Problem.of("utterance '" + id + "'", "has neither a file nor samples")
              .remedy("give it one of them"));
    }
    // An empty column of a database: one such name would make all strangers one speaker.
    speaker = speaker == null || speaker.isBlank() ? null : speaker;
    if (extra == null || extra.entrySet().stream().anyMatch(Utterance::lacksAPart)) {
      throw new CorpusException(
          Problem.of("utterance '" + id + "'", "has an extra without a name or a value")
              .remedy("leave out what is not known"));
    }
    extra = Map.copyOf(extra);
  }

  private static boolean lacksAPart(Map.Entry<String, String> one) {
    return one.getKey() == null || one.getValue() == null;
  }

  /**
   * An utterance in a file.
   *
   * @param emotion its label in any spelling that {@link Emotion#parse} takes, or null if unknown
   * @param speaker its speaker, or null or blank if unknown
   */
  public static Utterance of(String id, Path file, String emotion, String speaker) {
    return builder(id).file(file).emotion(emotion).speaker(speaker).build();
  }

  /**
   * An utterance in memory.
   *
   * @param clip shared, not copied: its samples must not change as long as the corpus is in use
   * @param emotion its label in any spelling that {@link Emotion#parse} takes, or null if unknown
   * @param speaker its speaker, or null or blank if unknown
   */
  public static Utterance of(String id, AudioClip clip, String emotion, String speaker) {
    return builder(id).clip(clip).emotion(emotion).speaker(speaker).build();
  }

  /** Begins an utterance of which more is known. */
  public static Builder builder(String id) {
    return new Builder(id);
  }

  /** What may be said of an utterance. A file, a clip or samples must be given. */
  public static final class Builder {
    private final String id;
    private Sound sound;
    private Emotion emotion;
    private String speaker;
    private Gender gender;
    private double duration = Double.NaN;
    private final Map<String, String> extra = new LinkedHashMap<>();

    private Builder(String id) {
      this.id = id;
    }

    /** Its file, which need not exist until it is read. */
    public Builder file(Path value) {
      sound = value == null ? null : Sound.of(value);
      return this;
    }

    /** Its samples; shared, not copied. */
    public Builder clip(AudioClip value) {
      sound = value == null ? null : Sound.of(value);
      return this;
    }

    /**
     * Its samples, which messages call by the id.
     *
     * @param samples mono, about [-1, 1], finite, at least one; shared, not copied
     * @param sampleRate in Hz
     * @throws AudioException if they are not that
     */
    public Builder samples(float[] samples, int sampleRate) {
      String name = Objects.requireNonNullElse(id, "utterance");
      if (samples == null) {
        throw new AudioException(Problem.of(name, "has no samples").remedy("give at least one"));
      }
      return clip(AudioClip.of(samples, sampleRate, name));
    }

    /** Its label; null if unknown. */
    public Builder emotion(Emotion value) {
      emotion = value;
      return this;
    }

    /**
     * Its label in any spelling that {@link Emotion#parse} takes; null if unknown.
     *
     * @throws CorpusException if it is no name for an emotion
     */
    public Builder emotion(String value) {
      return emotion(value == null ? null : Emotion.parse(value).orElse(null));
    }

    /** Its speaker's name within the corpus; null or blank if unknown. */
    public Builder speaker(String value) {
      speaker = value;
      return this;
    }

    /** The speaker's gender; null if unknown. */
    public Builder gender(Gender value) {
      gender = value;
      return this;
    }

    /** Declared seconds; a scan warns of a recording that is longer. */
    public Builder duration(double seconds) {
      duration = seconds;
      return this;
    }

    /** Something else that is known of it. */
    public Builder extra(String name, String value) {
      extra.put(name, value);
      return this;
    }

    /**
     * The utterance.
     *
     * @throws CorpusException if the id is empty, there is no sound, or an extra is null
     */
    public Utterance build() {
      return new Utterance(id, sound, emotion, speaker, gender, duration, extra);
    }
  }

  /**
   * Where the file is.
   *
   * @throws AudioException if the utterance is in memory; {@link #sound} takes both
   */
  public Path path() {
    return sound.requireFile("Utterance.path");
  }
}
