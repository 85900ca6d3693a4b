package org.emodna.objective;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.emodna.base.Check;
import org.emodna.base.Section;
import org.emodna.kernels.CrossEntropy;

/**
 * L_cc: the corpus classifier on z^c tells source from target, or what varies within a corpus
 * beside the emotion; so z^c knows of that.
 */
public final class CorpusClassifierTerm implements Term {
  private static final String CLASSIFIER = "corpus_classifier";

  /** What it tells apart. */
  public enum Classes {
    /** Source and target. */
    CORPORA,
    /** The nuisance clusters of the source, and those of the target ({@link Step}). */
    NUISANCE
  }

  /**
   * Settings.
   *
   * @param weight of L_cc; it does not follow the ramp
   * @param clusters of each corpus (nuisance)
   */
  public record Options(float weight, Classes classes, int clusters) {
    /**
     * Ranges: {@code weight} 0 to 1e4, {@code clusters} 1 to 1000.
     *
     * @throws org.emodna.base.ConfigException that names the setting that is out of range
     */
    public Options {
      Check.real(weight, 0, 1e4, "corpus-classifier.weight");
      Check.range(clusters, 1, 1000, "corpus-classifier.clusters");
    }

    /** How many it tells apart. */
    int count() {
      return classes == Classes.NUISANCE ? 2 * clusters : 2;
    }
  }

  /** The section of its settings, with their defaults. */
  public static final Section<Options> SECTION =
      new Section<>("corpus-classifier", Options.class, new Options(1, Classes.NUISANCE, 20));

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
    d.linear(CLASSIFIER, d.width(Roles.CORPUS), d.settings().get(SECTION).count());
  }

  @Override
  public Optional<Sharing> sharing(Settings settings) {
    return Optional.of(Sharing.nothing());
  }

  @Override
  public Pass bind(Step step) {
    Options options = step.settings().get(SECTION);
    boolean nuisance = options.classes == Classes.NUISANCE;
    int classes = options.count();
    Dense classifier =
        new Dense(
            step,
            CLASSIFIER,
            step.output(Roles.CORPUS),
            new Dense.Shape(step.rows(), step.width(Roles.CORPUS), classes, false));
    CrossEntropy crossEntropy =
        new CrossEntropy(
                step.stream(), new CrossEntropy.Shape(step.replicas(), step.rows(), classes, 0))
            .input(
                classifier.output().values(),
                nuisance ? step.nuisanceClusters(options.clusters) : step.corpusLabels(),
                nuisance ? step.rows() : 0)
            .output(null, step.value("corpus"))
            .gradients(classifier.output().gradients(), step.fixedWeight(options.weight));
    return () -> {
      classifier.forward();
      crossEntropy.run();
      classifier.backward();
    };
  }
}
