package org.emodna.objective;

import java.util.List;
import java.util.Optional;
import org.emodna.base.Check;
import org.emodna.base.Section;
import org.emodna.kernels.Information;
import org.emodna.kernels.Linear;
import org.emodna.kernels.Tensor;

/**
 * Information maximisation on the target: the mean entropy of its rows' probabilities less the
 * entropy of their mean. Sure of each utterance, and of different classes. Any method may add it.
 */
public final class InformationTerm implements Term {
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
      Check.real(weight, 0, 1e4, "information.weight");
    }
  }

  /** The section of its settings, with their defaults. */
  public static final Section<Options> SECTION =
      new Section<>("information", Options.class, new Options(0));

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
  public Optional<Sharing> sharing(Settings settings) {
    return Optional.of(Sharing.reading(Sharing.Part.PREDICTIONS));
  }

  @Override
  public Pass bind(Step step) {
    int classes = step.labels().size();
    Tensor dlogits = step.zeroedEachStep(step.replicas(), step.rows(), classes);
    Linear classifier = EmotionClassifierTerm.classifier(step, dlogits);
    Information information =
        new Information(
                step.stream(), new Information.Shape(step.replicas(), step.targetRows(), classes))
            .input(step.target(step.logits(), classes), (long) step.rows() * classes)
            .output(step.value("information"))
            .gradients(
                step.target(dlogits, classes),
                step.rampedWeight(step.settings().get(SECTION).weight));
    return () -> {
      information.run();
      classifier.backward();
    };
  }
}
