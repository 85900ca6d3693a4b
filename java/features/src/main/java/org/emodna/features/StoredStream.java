package org.emodna.features;

import java.util.Optional;

/**
 * A stream whose values were computed elsewhere and are looked up by utterance: frames, or one
 * vector an utterance. Its {@link #spec} says what the values are and how they are used, not where
 * they lie nor what they are: a model must accept values of other recordings. What they are is in
 * {@link StoredValues#contentHash}, which is part of the identity of what was loaded.
 */
public interface StoredStream extends FeatureStream {
  /**
   * Where its frames lie in time; empty where it has one vector an utterance. {@link
   * FrameGrid#sampleRate} and {@link FrameGrid#frames} serve to count how many frames the usual
   * longest input has.
   */
  Optional<FrameGrid> grid();

  /**
   * Demands that values can be looked up for a corpus. Called before its utterances are asked for:
   * what concerns all of them is one error and not one for each.
   *
   * @param corpus its name; null for files that belong to none
   * @throws FeatureException if there is nothing to look them up in
   */
  default void require(String corpus) {}

  /**
   * Finds the values of an utterance. Called by many threads at once; values are never kept in the
   * feature cache.
   *
   * @param utterance which
   * @return its values, which are read when they are asked for
   * @throws FeatureException if there are none or they can't be used. The utterance becomes a
   *     {@link FailedInput} with that reason, and the rest goes on
   */
  StoredValues find(UtteranceKey utterance);

  /**
   * What the values are called that {@link #find} has for an utterance by nothing but the bare name
   * of its file; empty where more than that leads to them, or there are none. Two files of one call
   * that have the same are refused.
   *
   * @param utterance which
   */
  default Optional<String> foundByNameAlone(UtteranceKey utterance) {
    return Optional.empty();
  }
}
