package org.emodna.objective;

/** The roles that encoders play. Any other name is a role too, for terms from outside. */
public final class Roles {
  /**
   * Gives z^e, which emotions are recognised from: every objective has it, and a model keeps it.
   */
  public static final String EMOTION = "emotion";

  /** Gives z^c, which holds what is special about a corpus. */
  public static final String CORPUS = "corpus";

  private Roles() {}
}
