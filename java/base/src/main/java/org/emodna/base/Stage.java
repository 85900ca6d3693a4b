package org.emodna.base;

/** What long work is at; a stage's title says more, for people. */
public enum Stage {
  /** Recordings are decoded and measured. */
  SCAN,
  /** Features are extracted, or read from the cache. */
  FEATURES,
  /** A network learns: from here on an interrupted run has a state to save. */
  TRAINING,
  /** Emotions are recognised. */
  RECOGNITION,
  /** A corpus is spoken by the synthesiser. */
  SYNTHESIS,
  /** Anything else. */
  OTHER
}
