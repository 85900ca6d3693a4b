package org.emodna.training;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.emodna.base.InvalidArgumentException;

/**
 * What the terms of a run call things of one kind. The first term that asks for a name gets it;
 * another that asks for it later, as where a method has both CORAL and DAN, gets it behind its own
 * name: "dan.alignment". So names hang on the list of terms alone.
 */
final class TermNames {
  private final String kind;
  private final Set<String> reserved;

  /** Whose they are. */
  private final Map<String, String> owners = new HashMap<>();

  /**
   * @param kind for messages, such as "logged value"
   * @param reserved names that no term gets
   */
  TermNames(String kind, Set<String> reserved) {
    this.kind = kind;
    this.reserved = reserved;
  }

  /**
   * The name for what a term calls so.
   *
   * @throws InvalidArgumentException if the term has asked for it before
   */
  String take(String term, String wanted) {
    String free = isFree(wanted) ? wanted : term + "." + wanted;
    if (term.equals(owners.get(wanted)) || !isFree(free)) {
      throw new InvalidArgumentException(
          "the term '%s' asks for the %s '%s' twice; give one of them another name"
              .formatted(term, kind, wanted));
    }
    owners.put(free, term);
    return free;
  }

  private boolean isFree(String name) {
    return !reserved.contains(name) && !owners.containsKey(name);
  }
}
