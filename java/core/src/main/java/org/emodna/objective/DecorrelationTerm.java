package org.emodna.objective;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.emodna.base.Check;
import org.emodna.base.Section;
import org.emodna.kernels.Decorrelation;

/**
 * Decoupling without labels: the mean square of the correlations, over the rows of the batch,
 * between each value of z^e and each of z^c. The corpus encoder's side is a constant: it is the
 * emotion encoder that must forget what the corpus encoder knows.
 */
public final class DecorrelationTerm implements Term {
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
      Check.real(weight, 0, 1e4, "decorrelation.weight");
    }
  }

  /** The section of its settings, with their defaults. */
  public static final Section<Options> SECTION =
      new Section<>("decorrelation", Options.class, new Options(30));

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
    return Set.of(Roles.EMOTION, Roles.CORPUS);
  }

  @Override
  public Optional<Sharing> sharing(Settings settings) {
    return Optional.of(Sharing.nothing());
  }

  @Override
  public Pass bind(Step step) {
    Rows emotion = step.output(Roles.EMOTION);
    Rows corpus = step.output(Roles.CORPUS);
    Decorrelation decorrelation =
        new Decorrelation(
                step.stream(),
                new Decorrelation.Shape(
                    step.replicas(),
                    step.rows(),
                    step.width(Roles.EMOTION),
                    step.width(Roles.CORPUS)))
            .input(emotion.values(), emotion.stride(), corpus.values(), corpus.stride())
            .output(step.value("decorrelation"))
            .gradients(
                emotion.gradients(), null, step.rampedWeight(step.settings().get(SECTION).weight))
            .allocate();
    return decorrelation::run;
  }
}
