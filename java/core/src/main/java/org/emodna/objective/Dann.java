package org.emodna.objective;

import java.util.List;

/** Adversarial corpus classifier behind a gradient reversal (DANN). */
final class Dann implements Objective {
  @Override
  public String name() {
    return "dann";
  }

  @Override
  public List<Term> terms() {
    return List.of(AdversarialTerm.dann());
  }
}
