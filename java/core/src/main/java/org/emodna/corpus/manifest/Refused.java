package org.emodna.corpus.manifest;

import org.emodna.corpus.Unusable.Kind;

/** Why one row is not an utterance. */
final class Refused extends Exception {
  private static final long serialVersionUID = 1L;
  private final Kind kind;
  private final String group;

  private Refused(String reason, Kind kind, String group) {
    super(reason, null, false, false);
    this.kind = kind;
    this.group = group;
  }

  /**
   * A reason that begins with what is wrong, whatever the row.
   *
   * @param group what is wrong; like rows are counted under it
   * @param detail of this row, which goes behind it
   */
  Refused(Kind kind, String group, String detail) {
    this(group + detail, kind, group);
  }

  /**
   * A reason that has other words than its group.
   *
   * @param reason for people
   * @param group what is wrong; like rows are counted under it
   */
  static Refused because(String reason, Kind kind, String group) {
    return new Refused(reason, kind, group);
  }

  Kind kind() {
    return kind;
  }

  /** What is wrong, whatever the row. */
  String group() {
    return group;
  }
}
