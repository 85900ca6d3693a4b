package org.emodna.corpus;

/**
 * A file or manifest row that is not one of a corpus's utterances, and why.
 *
 * @param id path relative to the corpus's root, or the manifest's row
 * @param kind what sort of reason
 * @param reason the reason, for people
 * @param group the reason without the details of this file, so that like ones can be counted
 *     together
 */
public record Unusable(String id, Kind kind, String reason, String group) {
  /** Sorts of reasons. */
  public enum Kind {
    /** Part of the corpus and left out on purpose: a song, a second copy, no agreed label. */
    EXCLUDED,
    /** The reader does not understand it. */
    NOT_UNDERSTOOD,
    /** Rows of a manifest that contradict each other about the same file. */
    CONFLICT,
    /** A manifest names it, but there is no such file. */
    MISSING,
    /** It is there but cannot be read or decoded. */
    UNREADABLE
  }

  /**
   * A file whose reason concerns others as well.
   *
   * @param id path relative to the corpus's root, or the manifest's row
   * @param kind what sort of reason
   * @param reason the reason, for people
   */
  public Unusable(String id, Kind kind, String reason) {
    this(id, kind, reason, reason);
  }
}
