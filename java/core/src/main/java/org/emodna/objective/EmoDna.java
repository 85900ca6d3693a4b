package org.emodna.objective;

import java.util.List;

/** Emotion decoupling and dual-level alignment: the whole method. */
final class EmoDna implements Objective {
  @Override
  public String name() {
    return "emo-dna";
  }

  @Override
  public List<Term> terms() {
    DecouplingTerm decoupling = new DecouplingTerm();
    AlignmentTerm alignment = new AlignmentTerm();
    TargetEmotionTerm targetEmotion = new TargetEmotionTerm();
    return List.of(
        new PseudoLabelsTerm(
            settings ->
                decoupling.inUse(settings)
                    || alignment.byClass(settings)
                    || targetEmotion.inUse(settings)),
        targetEmotion,
        new CorpusClassifierTerm(),
        decoupling,
        new DecorrelationTerm(),
        alignment);
  }
}
