package org.emodna.objective;

import java.util.List;

/** DANN on the product of features and class probabilities (CDAN). */
final class Cdan implements Objective {
  @Override
  public String name() {
    return "cdan";
  }

  @Override
  public List<Term> terms() {
    return List.of(AdversarialTerm.cdan());
  }
}
