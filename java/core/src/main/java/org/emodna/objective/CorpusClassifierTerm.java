package org.emodna.objective;

import java.util.List;
import java.util.Set;
import org.emodna.base.Check;
import org.emodna.base.Section;
import org.emodna.kernels.CrossEntropy;

/** L_cc: the corpus classifier on z^c tells source from target; makes z^c corpus-specific. */
public final class CorpusClassifierTerm implements Term {
  private static final String CLASSIFIER = "corpus_classifier";

  /**
   * Settings.
   *
   * @param weight of L_cc; it does not follow the ramp
   */
  public record Options(float weight) {
    public Options {
      Check.real(weight, 0, 1e4, "corpus-classifier.weight");
    }
  }

  /** The section of its settings, with their defaults. */
  public static final Section<Options> SECTION =
      new Section<>("corpus-classifier", Options.class, new Options(1));

  @Override
  public String name() {
    return SECTION.name();
  }

  @Override
  public List<Section<?>> sections() {
    return List.of(SECTION);
  }

  @Override
  public boolean inUse(Settings settings) {
    return settings.get(SECTION).weight > 0;
  }

  @Override
  public Set<String> roles() {
    return Set.of(Roles.CORPUS);
  }

  @Override
  public void declare(Declaration d) {
    d.linear(CLASSIFIER, d.width(Roles.CORPUS), 2);
  }

  @Override
  public Pass bind(Step step) {
    Dense classifier =
        new Dense(
            step,
            CLASSIFIER,
            step.output(Roles.CORPUS),
            new Dense.Shape(step.rows(), step.width(Roles.CORPUS), 2, false));
    CrossEntropy crossEntropy =
        new CrossEntropy(step.stream(), new CrossEntropy.Shape(step.replicas(), step.rows(), 2, 0))
            .input(classifier.output().values(), step.corpusLabels(), 0)
            .output(null, step.value("corpus"))
            .gradients(
                classifier.output().gradients(),
                step.fixedWeight(step.settings().get(SECTION).weight));
    return () -> {
      classifier.forward();
      crossEntropy.run();
      classifier.backward();
    };
  }
}
