package org.emodna.audio;

import org.emodna.base.Problem;

/**
 * A recording can't be decoded beyond some point, as at a sample that is not a number. Everything
 * before it was passed on to the sink.
 */
public final class PartlyDecodedException extends AudioException {
  private static final long serialVersionUID = 1L;

  private final transient Decoded before;

  /**
   * @param cause with the same problem
   * @param before what was decoded
   */
  public PartlyDecodedException(Problem problem, AudioException cause, Decoded before) {
    super(problem, cause);
    this.before = before;
  }

  /** What was decoded before that point; null where this was serialised. */
  public Decoded before() {
    return before;
  }
}
