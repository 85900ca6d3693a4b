package org.emodna.objective;

import java.util.List;
import java.util.Optional;
import org.emodna.base.Section;

/**
 * Linear discriminant analysis that adapts to the target by its own labels of it: a linear baseline
 * of adaptation, without a network ({@link SelfTraining}).
 */
final class DiscriminantSelfTraining implements Objective, Solver {
  @Override
  public String name() {
    return "discriminant-self-training";
  }

  @Override
  public List<Term> terms() {
    return List.of();
  }

  @Override
  public Optional<String> encoder() {
    return Optional.of("identity");
  }

  @Override
  public Optional<Solver> solver() {
    return Optional.of(this);
  }

  @Override
  public boolean usesTarget() {
    return true;
  }

  @Override
  public List<Section<?>> sections() {
    return List.of(Discriminant.SECTION, SelfTraining.SECTION);
  }

  @Override
  public Solution solve(Settings settings, Data data, Runnable check) {
    return SelfTraining.fit(settings, data, check)
        .classifier()
        .solution(SelfTraining.source(data), 1 + settings.get(SelfTraining.SECTION).rounds());
  }
}
