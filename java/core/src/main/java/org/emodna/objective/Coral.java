package org.emodna.objective;

import java.util.List;

/** Distance of the corpora's covariances (Deep CORAL). */
final class Coral implements Objective {
  @Override
  public String name() {
    return "coral";
  }

  @Override
  public List<Term> terms() {
    return List.of(new CoralTerm());
  }
}
