package org.emodna.training;

import org.emodna.config.Method;
import org.emodna.config.TrainingConfig;
import org.emodna.features.FeatureSet;

/**
 * What one replica learns from. The features may serve other runs too; the labels are this run's
 * alone, and there are none of its target.
 *
 * @param source features of the source
 * @param sourceLabels class number of each of its utterances
 * @param target features of the target; null where the method never sees it
 * @param seed of everything random
 */
record Run(FeatureSet source, int[] sourceLabels, FeatureSet target, long seed) {
  Run {
    if (sourceLabels.length != source.size()) {
      throw new IllegalArgumentException(
          sourceLabels.length + " labels for " + source.size() + " utterances");
    }
  }

  /**
   * What replicas of one set must have in common, beside the configuration.
   *
   * @param stepsPerEpoch epochs end together, and with them the ramp and the training
   * @param memory target utterances whose classes FlexMatch remembers; 0 without it
   */
  record Shape(int stepsPerEpoch, int memory) {}

  /** Runs of equal shape can be trained together. */
  Shape shape(TrainingConfig config) {
    Method method = config.method();
    boolean thresholds = method == Method.EMO_DNA || method == Method.PSEUDO_LABEL;
    boolean remembers =
        thresholds && config.threshold().strategy() == TrainingConfig.Strategy.FLEXMATCH;
    return new Shape(plan(config).stepsPerEpoch(), remembers ? target.size() : 0);
  }

  BatchPlan plan(TrainingConfig config) {
    TrainingConfig.ScheduleSettings s = config.schedule();
    return new BatchPlan(
        seed, source.size(), s.batchSource(), target == null ? 0 : target.size(), s.batchTarget());
  }
}
