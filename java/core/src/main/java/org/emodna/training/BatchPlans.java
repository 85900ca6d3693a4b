package org.emodna.training;

import java.util.Arrays;
import java.util.List;

/** Each replica's {@link BatchPlan}, behind one another as the step reads them. */
final class BatchPlans {
  private final List<BatchPlan> plans;

  /** A target of size 0 takes no part. */
  BatchPlans(List<Long> seeds, int sourceSize, int batchSource, int targetSize, int batchTarget) {
    plans =
        seeds.stream()
            .map(seed -> new BatchPlan(seed, sourceSize, batchSource, targetSize, batchTarget))
            .toList();
  }

  /** The same for all replicas: it follows from sizes alone. */
  int stepsPerEpoch() {
    return plans.get(0).stepsPerEpoch();
  }

  /** Utterance numbers [R, stepsPerEpoch, batch] of one corpus for one epoch. */
  int[] epoch(String corpus, int epoch, int size, int batch) {
    return plans.stream()
        .flatMapToInt(plan -> Arrays.stream(plan.epoch(corpus, epoch, size, batch)))
        .toArray();
  }
}
