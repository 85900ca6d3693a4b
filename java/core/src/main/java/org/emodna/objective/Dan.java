package org.emodna.objective;

import java.util.List;

/** MK-MMD between the corpora (Deep Adaptation Network). */
final class Dan implements Objective {
  @Override
  public String name() {
    return "dan";
  }

  @Override
  public List<Term> terms() {
    return List.of(new DanTerm());
  }
}
