package org.emodna.corpus.manifest;

import org.emodna.corpus.Unusable.Kind;

/** Why one row is not an utterance. */
final class Refused extends Exception {
  private static final long serialVersionUID = 1L;
  private final Kind kind;

  Refused(Kind kind, String reason) {
    super(reason, null, false, false);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }
}
