package org.emodna.objective;

import java.util.List;
import java.util.Optional;
import org.emodna.base.Section;

/**
 * Linear discriminant analysis on the source's vectors, classes balanced: beside logistic
 * regression the linear rival of every network that never sees the target ({@link Discriminant}).
 */
final class DiscriminantAnalysis implements Objective, Solver {
  @Override
  public String name() {
    return "discriminant";
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
  public List<Section<?>> sections() {
    return List.of(Discriminant.SECTION);
  }

  @Override
  public Solution solve(Settings settings, Data data, Runnable check) {
    Discriminant.Rows source = SelfTraining.source(data);
    return Discriminant.fit(source, settings.get(Discriminant.SECTION), check).solution(source, 1);
  }
}
