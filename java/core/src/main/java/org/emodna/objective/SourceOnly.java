package org.emodna.objective;

import java.util.List;

/** Cross-entropy on the source; the target is never seen. */
final class SourceOnly implements Objective {
  @Override
  public String name() {
    return "source-only";
  }

  @Override
  public List<Term> terms() {
    return List.of();
  }
}
