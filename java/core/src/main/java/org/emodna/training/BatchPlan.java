package org.emodna.training;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.emodna.config.ScheduleSettings;

/**
 * Which utterances each step of an epoch takes. An epoch has as many steps as pass over the larger
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

  /**
   * Utterance numbers [stepsPerEpoch, batch] of one corpus for one epoch: random permutations of
   * the corpus behind one another, so that every utterance comes before any comes twice.
   */
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

  /**
   * Utterance numbers [stepsPerEpoch, batch] of the source for one epoch, balanced by class: rows
   * take the classes by turns, on from one step to the next, so that counts in a step differ by one
   * at most and even out over the steps. Within its class an utterance is drawn with replacement.
   *
   * @param labels class number of each utterance; each class has at least one
   */
  int[] balanced(int epoch, int[] labels, int classes, int batch) {
    SplittableRandom random = Seeds.random(seed, "source-balanced", epoch);
    int[][] members = new int[classes][];
    for (int c = 0; c < classes; c++) {
      int wanted = c;
      members[c] = IntStream.range(0, labels.length).filter(i -> labels[i] == wanted).toArray();
    }
    int[] plan = new int[stepsPerEpoch * batch];
    long before = (long) epoch * plan.length;
    for (int i = 0; i < plan.length; i++) {
      int[] own = members[(int) ((before + i) % classes)];
      plan[i] = own[random.nextInt(own.length)];
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
