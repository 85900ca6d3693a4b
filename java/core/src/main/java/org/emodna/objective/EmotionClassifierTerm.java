package org.emodna.objective;

import java.util.List;
import java.util.Optional;
import org.emodna.base.Check;
import org.emodna.base.Section;
import org.emodna.kernels.CrossEntropy;
import org.emodna.kernels.Linear;
import org.emodna.kernels.Tensor;

/**
 * L_ce: the emotion classifier on z^e, cross-entropy on the source; gives everybody's
 * probabilities. Every objective has it, in front of its own terms.
 */
public final class EmotionClassifierTerm implements Term {
  static final String NAME = "emotion-classifier";

  /** Its parameters are {@code emotion_classifier.weight} and {@code .bias}. */
  public static final String CLASSIFIER = "emotion_classifier";

  /**
   * Settings.
   *
   * @param labelSmoothing share of each label that is spread over all classes
   */
  public record Options(float labelSmoothing) {
    /**
     * Ranges: {@code labelSmoothing} 0 to 0.99.
     *
     * @throws org.emodna.base.ConfigException that names the setting that is out of range
     */
    public Options {
      Check.real(labelSmoothing, 0, 0.99, "emotion-classifier.label-smoothing");
    }
  }

  /** The section of its settings, with their defaults. */
  public static final Section<Options> SECTION =
      new Section<>(NAME, Options.class, new Options(0.1f));

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Section<?>> sections() {
    return List.of(SECTION);
  }

  @Override
  public boolean usesTarget() {
    return false;
  }

  @Override
  public void declare(Declaration d) {
    d.linear(CLASSIFIER, d.width(Roles.EMOTION), d.labels().size());
  }

  @Override
  public Optional<Sharing> sharing(Settings settings) {
    return Optional.of(Sharing.reading(Sharing.Part.LABELS).writing(Sharing.Part.PREDICTIONS));
  }

  @Override
  public Pass bind(Step step) {
    int classes = step.labels().size();
    Tensor dlogits = step.floats(step.replicas(), step.rows(), classes);
    Linear classifier = classifier(step, dlogits);
    float smoothing = step.settings().get(SECTION).labelSmoothing;
    CrossEntropy crossEntropy =
        new CrossEntropy(
                step.stream(),
                new CrossEntropy.Shape(step.replicas(), step.rows(), classes, smoothing))
            .input(step.logits(), step.batchLabels(), step.rows())
            .output(step.probabilities(), step.value("emotion"))
            .gradients(dlogits, null);
    return () -> {
      classifier.forward();
      crossEntropy.run();
      classifier.backward();
    };
  }

  /** The classifier with a gradient of its own; several terms may go back through it. */
  static Linear classifier(Step step, Tensor dlogits) {
    Rows z = step.output(Roles.EMOTION);
    int classes = step.labels().size();
    return new Linear(
            step.stream(),
            Linear.Shape.of(step.replicas(), step.rows(), step.width(Roles.EMOTION), classes))
        .input(z.values(), z.stride())
        .weights(step.parameter(CLASSIFIER + ".weight"), step.parameter(CLASSIFIER + ".bias"))
        .output(step.logits())
        .gradients(
            dlogits,
            z.gradients(),
            step.gradient(CLASSIFIER + ".weight"),
            step.gradient(CLASSIFIER + ".bias"));
  }
}
