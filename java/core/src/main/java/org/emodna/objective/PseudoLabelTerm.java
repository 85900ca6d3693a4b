package org.emodna.objective;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.emodna.base.Check;
import org.emodna.base.Section;
import org.emodna.kernels.CrossEntropy;
import org.emodna.kernels.Linear;
import org.emodna.kernels.Tensor;

/** Cross-entropy of confident target rows with their own pseudo-labels. */
public final class PseudoLabelTerm implements Term {
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
      Check.real(weight, 0, 1e4, "pseudo-label.weight");
    }
  }

  /** The section of its settings, with their defaults. */
  public static final Section<Options> SECTION =
      new Section<>("pseudo-label", Options.class, new Options(1));

  @Override
  public String name() {
    return SECTION.name();
  }

  @Override
  public List<Section<?>> sections() {
    List<Section<?>> sections = new ArrayList<>(List.of(SECTION));
    sections.addAll(Confidence.SECTIONS);
    return sections;
  }

  @Override
  public boolean inUse(Settings settings) {
    return settings.get(SECTION).weight > 0;
  }

  @Override
  public boolean remembersTarget(Settings settings) {
    return Confidence.remembersTarget(settings);
  }

  @Override
  public Optional<Sharing> sharing(Settings settings) {
    return Optional.of(Sharing.reading(Sharing.Part.PREDICTIONS, Sharing.Part.LABELS));
  }

  @Override
  public Pass bind(Step step) {
    // Labels of its own: the source's rows, which have their own term, are -1 here.
    int[] none = new int[step.replicas() * step.rows()];
    Arrays.fill(none, -1);
    Tensor labels = Tensor.of(step.stream(), none, step.replicas(), step.rows());
    Pass choice = Confidence.bind(step, labels);
    int classes = step.labels().size();
    Tensor dlogits = step.floats(step.replicas(), step.rows(), classes);
    CrossEntropy crossEntropy =
        new CrossEntropy(
                step.stream(), new CrossEntropy.Shape(step.replicas(), step.rows(), classes, 0))
            .input(step.logits(), labels, step.rows())
            .output(null, step.value("pseudo-label"))
            .gradients(dlogits, step.rampedWeight(step.settings().get(SECTION).weight));
    Linear classifier = EmotionClassifierTerm.classifier(step, dlogits);
    return () -> {
      choice.run();
      crossEntropy.run();
      classifier.backward();
    };
  }
}
