package org.emodna.objective;

import java.util.List;

/**
 * A method: what is minimised beside the cross-entropy on the source, which all methods have. An
 * outside one is a public class with a public constructor without arguments, entered in {@code
 * META-INF/services/org.emodna.objective.Objective}.
 */
public interface Objective {
  /** In configurations and on the command line, in kebab case. */
  String name();

  /**
   * Its terms in the order in which they run, the emotion classifier's left out; those whose weight
   * is 0 included.
   */
  List<Term> terms();
}
