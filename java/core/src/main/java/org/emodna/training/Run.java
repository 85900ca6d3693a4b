package org.emodna.training;

import org.emodna.config.ScheduleSettings;
import org.emodna.config.TrainingConfig;
import org.emodna.features.FeatureSet;

/**
 * What one replica learns from. The features may serve other runs too; the labels are this run's
 * alone, and there are none of its target.
 *
 * @param source features of the source
 * @param sourceLabels class number of each of its utterances
 * @param target features of the target; null where no term uses it
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
   * @param memory target utterances that a term keeps state for; 0 where none does
   */
  record Shape(int stepsPerEpoch, int memory) {}

  /** The same with another seed. */
  Run withSeed(long value) {
    return new Run(source, sourceLabels, target, value);
  }

  /** Runs of equal shape can be trained together. */
  Shape shape(TrainingConfig config) {
    if (config.objective().solver().isPresent()) {
      return new Shape(1, 0);
    }
    boolean remembers = config.termsInUse().stream().anyMatch(term -> term.remembersTarget(config));
    return new Shape(plan(config).stepsPerEpoch(), remembers && target != null ? target.size() : 0);
  }

  BatchPlan plan(TrainingConfig config) {
    return plan(seed, config, source.size(), target == null ? 0 : target.size());
  }

  /** The plan for corpora of these sizes; a target of size 0 takes no part. */
  static BatchPlan plan(long seed, TrainingConfig config, int source, int target) {
    ScheduleSettings s = config.schedule();
    return new BatchPlan(seed, source, s.batchSource(), target, s.batchTarget());
  }
}
