package org.emodna.training;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.emodna.config.TrainingConfig;
import org.emodna.model.Encoder;
import org.emodna.objective.Term;

/** Sees a run whose predictions have collapsed onto one class. Needs no labels. */
final class Collapse {
  /** A corpus of which nine in ten recordings share an emotion is hardly a corpus of emotions. */
  private static final double SHARE = 0.9;

  private Collapse() {}

  /**
   * A warning if nearly all predictions are one class.
   *
   * @param predictions class numbers; -1 does not count
   * @param steps that were trained
   * @param encoder that emotions are recognised from
   */
  static Optional<String> warning(
      int[] predictions, long steps, TrainingConfig config, Encoder encoder) {
    int[] counts = new int[config.labels().size()];
    int total = 0;
    for (int prediction : predictions) {
      if (prediction >= 0) {
        counts[prediction]++;
        total++;
      }
    }
    int most = Arrays.stream(counts).max().orElse(0);
    if (total < 10 || most < SHARE * total) {
      return Optional.empty();
    }
    int collapsed = 0;
    while (counts[collapsed] != most) {
      collapsed++;
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%.0f %% of the %d recognised recordings are predicted as '%s'. %s",
            100.0 * most / total,
            total,
            config.labels().get(collapsed),
            reason(steps, config, encoder)));
  }

  private static String reason(long steps, TrainingConfig config, Encoder encoder) {
    Optional<String> early = encoder.tooEarly(steps);
    if (early.isPresent()) {
      return early.get();
    }
    for (Term term : config.termsInUse()) {
      Optional<String> advice = term.onCollapse(config);
      if (advice.isPresent()) {
        return advice.get();
      }
    }
    if (config.usesTarget()) {
      return "The alignment has won over the classifier: lower the weights of the method's terms,"
          + " or train longer.";
    }
    return "The corpora sound too different for these features: try framing speech with"
        + " normalisation corpus, or train longer.";
  }
}
