package org.emodna.training;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.emodna.config.TrainingConfig;

/** Sees a run whose predictions have collapsed onto one class. Needs no labels. */
final class Collapse {
  /** A corpus of which nine in ten utterances share an emotion is no corpus of emotions. */
  private static final double SHARE = 0.9;

  private Collapse() {}

  /**
   * A warning if nearly all predictions are one class.
   *
   * @param predictions class numbers; -1 does not count
   * @param steps that were trained
   */
  static Optional<String> warning(int[] predictions, long steps, TrainingConfig config) {
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
            "%.0f %% of the target's %d utterances are predicted as '%s'. %s",
            100.0 * most / total,
            total,
            config.labels().get(collapsed),
            reason(steps, config)));
  }

  private static String reason(long steps, TrainingConfig config) {
    double first = Math.pow(config.encoder().batchNormMomentum(), steps);
    if (first > 0.2) {
      return String.format(
          Locale.ROOT,
          "After %d steps BatchNorm's running statistics are still %.0f %% what they began with:"
              + " train longer, or lower encoder.batch-norm-momentum.",
          steps,
          100 * first);
    }
    boolean raw = config.loss().kernelSpace() == TrainingConfig.KernelSpace.RAW;
    boolean inKernelSpace =
        switch (config.method()) {
          case EMO_DNA, DAN, DSAN -> true;
          default -> false;
        };
    if (inKernelSpace && raw) {
      return "The alignment loss shrinks raw features to a point: set loss.kernel-space to l2 or"
          + " standardised.";
    }
    if (config.method().usesTarget()) {
      return "The alignment has won over the classifier: lower the weights under loss, or train"
          + " longer.";
    }
    return "The corpora sound too different for these features: try framing speech with"
        + " normalisation corpus, or train longer.";
  }
}
