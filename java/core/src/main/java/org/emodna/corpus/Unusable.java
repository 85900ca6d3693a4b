package org.emodna.corpus;

/**
 * A file or manifest row that is not among a corpus' utterances, and why.
 *
 * @param id path relative to the corpus' root, or the manifest's row
 * @param kind what sort of reason
 * @param reason the reason, for people
 * @param group the reason without what concerns this file alone, so that equal ones can be counted
 */
public record Unusable(String id, Kind kind, String reason, String group) {
  /** Sorts of reasons. */
  public enum Kind {
    /** Belongs to the corpus and is left out on purpose: a song, a second copy, no agreed label. */
    EXCLUDED,
    /** The reader cannot tell what it is. */
    NOT_UNDERSTOOD,
    /** Rows of a manifest that contradict each other about the same file. */
    CONFLICT,
    /** A manifest names it but it is not there. */
    MISSING,
    /** It is there but cannot be read or decoded. */
    UNREADABLE
  }

  /**
   * A file whose reason concerns others as well.
   *
   * @param id path relative to the corpus' root, or the manifest's row
   * @param kind what sort of reason
   * @param reason the reason, for people
   */
  public Unusable(String id, Kind kind, String reason) {
    this(id, kind, reason, reason);
  }
}
