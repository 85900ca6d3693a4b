package org.emodna.objective;

import java.util.List;

/** Local MMD with soft pseudo-labels (DSAN). */
final class Dsan implements Objective {
  @Override
  public String name() {
    return "dsan";
  }

  @Override
  public List<Term> terms() {
    return List.of(new DsanTerm());
  }
}
