package org.emodna.report.statistics;

import java.util.List;

/**
 * A task that two rows have in common: for each class, what each of its utterances adds to the
 * difference in recall.
 *
 * <p>A UAR is the mean over classes of the mean over a class's utterances of "recognised or not",
 * so the difference of two rows, averaged over common seeds, is the same mean of each utterance's
 * hits of the one minus hits of the other, divided by the number of seeds.
 */
public final class PairedTask {
  private final int seeds;
  private final short[][] byClass;

  private PairedTask(int seeds, short[][] byClass) {
    this.seeds = seeds;
    this.byClass = byClass;
  }

  /**
   * A task with at least one utterance.
   *
   * @param seeds that both rows have
   * @param byClass for each class with utterances, hits over the seeds of the one row minus those
   *     of the other for each utterance
   */
  public static PairedTask of(int seeds, List<int[]> byClass) {
    if (seeds < 1 || seeds > Short.MAX_VALUE || byClass.isEmpty()) {
      throw new IllegalArgumentException("a task needs a class and 1 to 32767 seeds");
    }
    short[][] copy = new short[byClass.size()][];
    for (int c = 0; c < copy.length; c++) {
      int[] hits = byClass.get(c);
      if (hits.length == 0) {
        throw new IllegalArgumentException("a class needs an utterance");
      }
      copy[c] = new short[hits.length];
      for (int u = 0; u < hits.length; u++) {
        copy[c][u] = (short) hits[u];
      }
    }
    return new PairedTask(seeds, copy);
  }

  /** The number of common seeds. */
  public int seeds() {
    return seeds;
  }

  /** The difference in UAR, mean over the seeds. */
  public double difference() {
    double sum = 0;
    for (short[] hits : byClass) {
      long all = 0;
      for (short hit : hits) {
        all += hit;
      }
      sum += (double) all / hits.length;
    }
    return sum / byClass.length / seeds;
  }

  /** The difference of utterances drawn with replacement, within each class as many as it has. */
  double resampled(Draws draws) {
    double sum = 0;
    for (short[] hits : byClass) {
      long all = 0;
      for (int u = 0; u < hits.length; u++) {
        all += hits[draws.below(hits.length)];
      }
      sum += (double) all / hits.length;
    }
    return sum / byClass.length / seeds;
  }
}
