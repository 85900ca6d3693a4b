package org.emodna.corpus;

/** A speaker's gender as the corpus declares it. */
public enum Gender {
  /** Declared female. */
  FEMALE,
  /** Declared male. */
  MALE
}
