package org.emodna.objective;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.emodna.base.Section;

/** Pseudo-labels for the terms behind it, among the labels of the batch. It has no loss. */
final class PseudoLabels implements Term {
  private final Predicate<Settings> needed;

  /**
   * @param needed whether a term behind it reads them
   */
  PseudoLabels(Predicate<Settings> needed) {
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
