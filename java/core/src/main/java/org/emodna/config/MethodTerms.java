package org.emodna.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.emodna.base.Check;
import org.emodna.base.ConfigException;
import org.emodna.base.Problem;
import org.emodna.objective.EmotionClassifierTerm;
import org.emodna.objective.Objective;
import org.emodna.objective.Objectives;
import org.emodna.objective.Term;

/** The terms of a method with those that a configuration adds, each once. */
final class MethodTerms {
  private MethodTerms() {}

  /**
   * The emotion classifier's term, the method's own, then those that any method may have, then the
   * added ones.
   *
   * @param added from outside, by the setting "terms"
   * @throws ConfigException if one is there twice; it names the term, and the setting or the method
   */
  static List<Term> of(Objective method, List<Term> added) {
    String name = method.name();
    Check.that(
        added.isEmpty() || method.solver().isEmpty(),
        "terms",
        "names terms, and method '" + name + "' is not trained by steps",
        "leave them out");
    List<Term> all = new ArrayList<>(List.of(new EmotionClassifierTerm()));
    Set<String> names = new HashSet<>(Set.of(all.get(0).name()));
    for (Term term : method.terms()) {
      if (!names.add(term.name())) {
        boolean everybodys = term.name().equals(all.get(0).name());
        throw new ConfigException(
            Problem.of(
                    "method '" + name + "'",
                    "has the term '"
                        + term.name()
                        + (everybodys ? "', which every method has without saying so" : "' twice"))
                .remedy("leave one out of " + method.getClass().getName() + ".terms"));
      }
      all.add(term);
    }
    if (method.solver().isEmpty()) {
      // A method may have one of them at a place of its choice.
      Objectives.optionalTerms().stream().filter(one -> names.add(one.name())).forEach(all::add);
    }
    for (Term term : added) {
      Check.that(
          names.add(term.name()),
          "terms",
          "names '" + term.name() + "', which method '" + name + "' has already",
          "leave it out");
      all.add(term);
    }
    return List.copyOf(all);
  }
}
