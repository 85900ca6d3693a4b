package org.emodna.corpus;

import java.nio.file.Path;
import java.util.Map;

/**
 * One recording of a corpus with all that the corpus says about it.
 *
 * @param id its path relative to the corpus's root with forward slashes; unique in the corpus
 * @param path where the file is
 * @param emotion its label, or null if the corpus gives none
 * @param speaker its speaker's name within the corpus, or null if unknown
 * @param gender the speaker's gender, or null if unknown
 * @param duration declared seconds, or NaN if the corpus declares none
 * @param extra what else the corpus says, by name
 */
public record Utterance(
    String id,
    Path path,
    Emotion emotion,
    String speaker,
    Gender gender,
    double duration,
    Map<String, String> extra) {
  /** Copies the extras. */
  public Utterance {
    extra = Map.copyOf(extra);
  }
}
