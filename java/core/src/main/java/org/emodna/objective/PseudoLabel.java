package org.emodna.objective;

import java.util.List;

/** Cross-entropy on confident target pseudo-labels (FixMatch without augmentation). */
final class PseudoLabel implements Objective {
  @Override
  public String name() {
    return "pseudo-label";
  }

  @Override
  public List<Term> terms() {
    return List.of(new PseudoLabelTerm());
  }
}
