package org.emodna.objective;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.emodna.base.Section;

/**
 * Pseudo-labels of the target for the terms behind it, which find them in {@link
 * Step#batchLabels()}: {@link AlignmentTerm} with a class weight, {@link DecouplingTerm}, {@link
 * TargetEmotionTerm} and terms from outside. Without it the target's rows have no labels there. It
 * has no loss; how labels are chosen is in the sections of {@link Confidence} and {@link
 * SelfTraining}. {@link PseudoLabelTerm} chooses labels for itself alone.
 */
public final class PseudoLabelsTerm implements Term {
  private final Predicate<Settings> needed;

  /** Pseudo-labels in every run of the method. */
  public PseudoLabelsTerm() {
    this(settings -> true);
  }

  /**
   * @param needed whether a term behind it reads them
   */
  PseudoLabelsTerm(Predicate<Settings> needed) {
    this.needed = needed;
  }

  @Override
  public String name() {
    return "pseudo-labels";
  }

  @Override
  public List<Section<?>> sections() {
    return Confidence.SECTIONS;
  }

  @Override
  public boolean inUse(Settings settings) {
    return needed.test(settings);
  }

  @Override
  public boolean remembersTarget(Settings settings) {
    return Confidence.remembersTarget(settings);
  }

  @Override
  public Optional<Sharing> sharing(Settings settings) {
    return Optional.of(Confidence.sharing(settings).writing(Sharing.Part.LABELS));
  }

  @Override
  public Pass bind(Step step) {
    return Confidence.bind(step, step.batchLabels());
  }
}
