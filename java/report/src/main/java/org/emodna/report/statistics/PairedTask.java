package org.emodna.report.statistics;

import java.util.Arrays;
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
  /** With fewer speakers there is nothing to draw from. */
  public static final int FEWEST_SPEAKERS = 3;

  private final int seeds;
  private final short[][] byClass;

  /** Speaker by class: utterances, and hits of the one row minus hits of the other. */
  private final int[][] counts;

  private final int[][] hits;

  private PairedTask(int seeds, short[][] byClass, int[][] counts, int[][] hits) {
    this.seeds = seeds;
    this.byClass = byClass;
    this.counts = counts;
    this.hits = hits;
  }

  /**
   * A task with at least one utterance, whose speakers are not known.
   *
   * @param seeds that both rows have
   * @param byClass for each class with utterances, hits over the seeds of the one row minus those
   *     of the other for each utterance
   */
  public static PairedTask of(int seeds, List<int[]> byClass) {
    return of(seeds, byClass, List.of());
  }

  /**
   * A task with at least one utterance.
   *
   * @param seeds that both rows have
   * @param byClass for each class with utterances, hits over the seeds of the one row minus those
   *     of the other for each utterance
   * @param speakers in the same order, a number from 0 for the speaker of each utterance; empty if
   *     they are not all known
   */
  public static PairedTask of(int seeds, List<int[]> byClass, List<int[]> speakers) {
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
    int all = speakers.stream().flatMapToInt(Arrays::stream).max().orElse(-1) + 1;
    int[][] counts = new int[all][copy.length];
    int[][] hits = new int[all][copy.length];
    for (int c = 0; c < speakers.size(); c++) {
      for (int u = 0; u < copy[c].length; u++) {
        counts[speakers.get(c)[u]][c]++;
        hits[speakers.get(c)[u]][c] += copy[c][u];
      }
    }
    return new PairedTask(seeds, copy, counts, hits);
  }

  /** The number of common seeds. */
  public int seeds() {
    return seeds;
  }

  /** Whether resamples draw speakers: at least {@value #FEWEST_SPEAKERS} are known. */
  public boolean drawsSpeakers() {
    return counts.length >= FEWEST_SPEAKERS;
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

  /**
   * The difference in a resample with replacement: as many speakers as there are, each with all of
   * their utterances; else within each class as many utterances as it has.
   */
  double resampled(Draws draws) {
    return (drawsSpeakers() ? ofSpeakers(draws) : ofUtterances(draws)) / seeds;
  }

  /** Utterances of one speaker are not independent, so they are drawn together. */
  private double ofSpeakers(Draws draws) {
    int classes = byClass.length;
    long[] all = new long[classes];
    long[] sums = new long[classes];
    for (int s = 0; s < counts.length; s++) {
      int drawn = draws.below(counts.length);
      for (int c = 0; c < classes; c++) {
        all[c] += counts[drawn][c];
        sums[c] += hits[drawn][c];
      }
    }
    double sum = 0;
    int occurring = 0;
    for (int c = 0; c < classes; c++) {
      if (all[c] > 0) {
        sum += (double) sums[c] / all[c];
        occurring++;
      }
    }
    return sum / occurring;
  }

  private double ofUtterances(Draws draws) {
    double sum = 0;
    for (short[] hits : byClass) {
      long all = 0;
      for (int u = 0; u < hits.length; u++) {
        all += hits[draws.below(hits.length)];
      }
      sum += (double) all / hits.length;
    }
    return sum / byClass.length;
  }
}
