package org.emodna.training;

import java.util.SplittableRandom;
import org.emodna.config.ScheduleSettings;

/**
 * Which utterances each step of an epoch takes: random permutations of the corpus behind one
 * another, so that every utterance comes before any comes twice. An epoch passes over the larger
 * corpus once.
 */
final class BatchPlan {
  private final long seed;
  private final int stepsPerEpoch;

  /** A target of size 0 takes no part. */
  BatchPlan(long seed, int sourceSize, int batchSource, int targetSize, int batchTarget) {
    this.seed = seed;
    this.stepsPerEpoch = Math.max(steps(sourceSize, batchSource), steps(targetSize, batchTarget));
  }

  /** Passes over the larger corpus that a schedule asks for. */
  int epochs(ScheduleSettings s) {
    return s.epochs() > 0 ? s.epochs() : (s.steps() - 1) / stepsPerEpoch + 1;
  }

  private static int steps(int size, int batch) {
    return (size + batch - 1) / batch;
  }

  int stepsPerEpoch() {
    return stepsPerEpoch;
  }

  /** Utterance numbers [stepsPerEpoch, batch] of one corpus for one epoch. */
  int[] epoch(String corpus, int epoch, int size, int batch) {
    SplittableRandom random = Seeds.random(seed, corpus + "-order", epoch);
    int[] plan = new int[stepsPerEpoch * batch];
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    for (int i = 0; i < plan.length; i++) {
      if (i % size == 0) {
        shuffle(order, random);
      }
      plan[i] = order[i % size];
    }
    return plan;
  }

  private static void shuffle(int[] order, SplittableRandom random) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int other = order[i];
      order[i] = order[j];
      order[j] = other;
    }
  }
}
