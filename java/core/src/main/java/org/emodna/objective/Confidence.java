package org.emodna.objective;

import java.util.List;
import org.emodna.base.Check;
import org.emodna.base.Section;
import org.emodna.kernels.ElementType;
import org.emodna.kernels.Tensor;
import org.emodna.kernels.Threshold;

/**
 * Chooses target rows and gives them pseudo-labels: those whose prediction is confident in this
 * very step, or by a teacher those that were chosen before the first step.
 */
public final class Confidence {
  /** How thresholds are found. */
  public enum Strategy {
    /** A share of the mean confidence in each class of the source. */
    ADAPTIVE(Threshold.Strategy.ADAPTIVE),
    /** One fixed threshold. */
    FIXED(Threshold.Strategy.FIXED),
    /** FlexMatch, by how many target utterances each class has (Zhang et al. 2021). */
    FLEXMATCH(Threshold.Strategy.FLEXMATCH),
    /** FreeMatch, self-adaptive (Wang et al. 2023). */
    FREEMATCH(Threshold.Strategy.FREEMATCH),
    /**
     * A teacher's labels, the same in all steps: what self-training of a linear discriminant on the
     * network's input chooses ({@link SelfTraining}).
     */
    DISCRIMINANT(null),
    /** No row is chosen, however confident. */
    NONE(Threshold.Strategy.ADAPTIVE);

    /** Null where no threshold is looked at in a step. */
    private final Threshold.Strategy kernel;

    Strategy(Threshold.Strategy kernel) {
      this.kernel = kernel;
    }
  }

  /**
   * The threshold of {@link Strategy#NONE}, which no probability reaches. That may be 1, as float32
   * rounds, and the kernel takes no greater one that is fixed. So it is an adaptive one: mean
   * confidences begin at 1/K, with a momentum of 1 they stay there, and this times K is asked for.
   */
  private static final float UNREACHABLE = 2;

  /**
   * Pseudo-label thresholds.
   *
   * @param momentum m of the running confidences
   * @param rho share of a class's mean source confidence that is asked for (adaptive)
   * @param fixed the threshold (fixed, flexmatch)
   */
  public record Options(Strategy strategy, float momentum, float rho, float fixed) {
    /**
     * Ranges: {@code momentum} 0 to 1, {@code rho} 0 to 1, {@code fixed} 0 to 1.
     *
     * @throws org.emodna.base.ConfigException that names the setting that is out of range
     */
    public Options {
      Check.real(momentum, 0, 1, "threshold.momentum");
      Check.real(rho, 0, 1, "threshold.rho");
      Check.real(fixed, 0, 1, "threshold.fixed");
    }
  }

  /** The section of its settings, with their defaults. */
  public static final Section<Options> SECTION =
      new Section<>(
          "threshold", Options.class, new Options(Strategy.DISCRIMINANT, 0.9f, 0.9f, 0.8f));

  /** All that a choice may read. */
  static final List<Section<?>> SECTIONS =
      List.of(SECTION, Discriminant.SECTION, SelfTraining.SECTION);

  private Confidence() {}

  /** FlexMatch counts the classes of all utterances of the target. */
  static boolean remembersTarget(Settings settings) {
    return settings.get(SECTION).strategy == Strategy.FLEXMATCH;
  }

  /** What a choice reads; a teacher's was made before the first step. */
  static Sharing sharing(Settings settings) {
    return settings.get(SECTION).strategy == Strategy.DISCRIMINANT
        ? Sharing.nothing()
        : Sharing.reading(Sharing.Part.PREDICTIONS, Sharing.Part.LABELS);
  }

  /**
   * @param chosen [R, rows], whose target rows are written: the label of a chosen one, -1 otherwise
   */
  static Term.Pass bind(Step step, Tensor chosen) {
    Options options = step.settings().get(SECTION);
    if (options.strategy == Strategy.DISCRIMINANT) {
      return step.taught(step.target(chosen, 1), step.value(LoggedValue.share("selected")));
    }
    int classes = step.labels().size();
    boolean none = options.strategy == Strategy.NONE;
    Threshold threshold =
        new Threshold(
            step.stream(),
            Threshold.Shape.of(options.strategy.kernel, step.replicas(), classes)
                .withRows(step.sourceRows(), step.targetRows())
                .withTargetSize(step.targetUtterances())
                .withMomentum(none ? 1 : options.momentum)
                .withRho(none ? UNREACHABLE * classes : options.rho)
                .withFixed(options.fixed));
    threshold
        .input(
            step.source(step.probabilities(), classes),
            step.target(step.probabilities(), classes),
            (long) step.rows() * classes,
            step.source(step.batchLabels(), 1),
            step.rows())
        .targetIndex(step.target(step.targetIndex(), 1))
        .output(
            step.state("threshold", threshold.initialState()),
            step.values(
                step.labels().stream()
                    .map(label -> LoggedValue.mean("threshold." + label, "tau"))
                    .toList()),
            Tensor.zeros(
                step.stream().context(), ElementType.INT32, step.replicas(), step.targetRows()),
            step.target(chosen, 1),
            step.value(LoggedValue.share("selected")));
    return threshold::run;
  }
}
