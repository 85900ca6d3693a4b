package org.emodna.training;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.emodna.base.Progress;
import org.emodna.config.TrainingConfig;
import org.emodna.features.FeatureSet;
import org.emodna.objective.Confidence;
import org.emodna.objective.SelfTraining;

/** What people are told of a linear teacher before it learns. Needs no labels. */
final class TeacherUse {
  /**
   * Utterances of a target for each class, below which self-training is not to be trusted: it takes
   * classes to be about equally frequent, and a share of a handful is rounded. For a single
   * utterance prior balancing makes all classes equal: it gets the first, or one that rounding
   * picks.
   */
  static final int FEWEST = 10;

  private TeacherUse() {}

  /** Whether pseudo-labels of the target come from a teacher, for the terms of a network. */
  static boolean inUse(TrainingConfig config) {
    return config.objective().solver().isEmpty()
        && config.get(Confidence.SECTION).strategy() == Confidence.Strategy.DISCRIMINANT
        && config.termsInUse().stream()
            .anyMatch(term -> term.sections().contains(SelfTraining.SECTION));
  }

  /** Whether the method is self-training itself. */
  private static boolean isTheMethod(TrainingConfig config) {
    return config
            .objective()
            .solver()
            .map(solver -> solver.sections().contains(SelfTraining.SECTION))
            .orElse(false)
        && config.get(SelfTraining.SECTION).rounds() > 0;
  }

  /** Warns, once of each, of targets with too few utterances to learn from. */
  static void warn(TrainingConfig config, List<Job> jobs, Progress progress) {
    boolean method = isTheMethod(config);
    if (method || inUse(config)) {
      jobs.stream()
          .map(job -> job.run().target())
          .distinct()
          .flatMap(target -> warning(config, target).stream())
          .forEach(text -> progress.warn(method ? "method" : "threshold.strategy", text));
    }
  }

  private static Optional<String> warning(TrainingConfig config, FeatureSet target) {
    int classes = config.labels().size();
    if (target.size() >= FEWEST * classes) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "'%s' has %d usable recordings; pseudo-labels of fewer than %d, %d for each of %d"
                + " classes, are not to be trusted: %s, or use more recordings",
            target.name(),
            target.size(),
            FEWEST * classes,
            FEWEST,
            classes,
            isTheMethod(config)
                ? "use discriminant, which does not adapt"
                : "use another strategy, such as none"));
  }

  /** The teacher and whom it teaches: what is under way before the first step. */
  static String title(List<Job> jobs) {
    List<String> names = jobs.stream().map(job -> job.run().target().name()).distinct().toList();
    return "linear teacher of "
        + (names.size() <= 3
            ? names.stream().collect(Collectors.joining(", "))
            : names.size() + " targets");
  }
}
