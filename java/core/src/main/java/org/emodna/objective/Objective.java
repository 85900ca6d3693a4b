package org.emodna.objective;

import java.util.List;
import java.util.Optional;

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

  /**
   * The kind of the only encoder that this method is meant for, which it has whatever the
   * configuration says; empty where the configuration chooses.
   */
  default Optional<String> encoder() {
    return Optional.empty();
  }

  /** What fits the classifier at once; empty where the method is trained by steps. */
  default Optional<Solver> solver() {
    return Optional.empty();
  }
}
