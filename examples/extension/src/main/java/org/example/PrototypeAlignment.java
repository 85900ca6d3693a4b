package org.example;

import java.util.List;
import org.emodna.objective.CoralTerm;
import org.emodna.objective.Objective;
import org.emodna.objective.PseudoLabelsTerm;
import org.emodna.objective.Term;

/**
 * A method: the corpora's covariances are aligned (Deep CORAL), and utterances of both corpora are
 * pulled towards the prototypes of their classes, those of the target by pseudo-labels.
 */
public final class PrototypeAlignment implements Objective {
  @Override
  public String name() {
    return "prototype-alignment";
  }

  @Override
  public List<Term> terms() {
    return List.of(new PseudoLabelsTerm(), new CoralTerm(), new PrototypeTerm());
  }
}
