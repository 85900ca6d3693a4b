package org.emodna.objective;

import java.util.List;
import java.util.Optional;
import org.emodna.base.Check;
import org.emodna.base.Section;
import org.emodna.kernels.CrossEntropy;
import org.emodna.kernels.Linear;
import org.emodna.kernels.Tensor;

/**
 * Cross-entropy of the emotion classifier on the target rows that have a pseudo-label, whoever gave
 * it: what L_ce is to the source. It reads the labels that {@link PseudoLabelsTerm} has put into
 * the batch.
 */
public final class TargetEmotionTerm implements Term {
  /**
   * Settings.
   *
   * @param weight at the ramp's end
   */
  public record Options(float weight) {
    /**
     * Ranges: {@code weight} 0 to 1e4.
     *
     * @throws org.emodna.base.ConfigException that names the setting that is out of range
     */
    public Options {
      Check.real(weight, 0, 1e4, "target-emotion.weight");
    }
  }

  /** The section of its settings, with their defaults. */
  public static final Section<Options> SECTION =
      new Section<>("target-emotion", Options.class, new Options(1));

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
  public boolean needsTargetLabels(Settings settings) {
    return true;
  }

  @Override
  public Optional<Sharing> sharing(Settings settings) {
    return Optional.of(Sharing.reading(Sharing.Part.PREDICTIONS, Sharing.Part.LABELS));
  }

  @Override
  public Pass bind(Step step) {
    LabelRows labels = new LabelRows(step);
    int classes = step.labels().size();
    Tensor dlogits = step.floats(step.replicas(), step.rows(), classes);
    CrossEntropy crossEntropy =
        new CrossEntropy(
                step.stream(), new CrossEntropy.Shape(step.replicas(), step.rows(), classes, 0))
            .input(step.logits(), labels.labels(), step.rows())
            .output(null, step.value(SECTION.name()))
            .gradients(dlogits, step.rampedWeight(step.settings().get(SECTION).weight));
    Linear classifier = EmotionClassifierTerm.classifier(step, dlogits);
    return () -> {
      labels.run();
      crossEntropy.run();
      classifier.backward();
    };
  }
}
