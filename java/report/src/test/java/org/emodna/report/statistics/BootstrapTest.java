package org.emodna.report.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  private static final int SEEDS = 3;

  /** The same numbers as those that the expected values were made of, by numpy 2.4.6. */
  private static List<PairedTask> tasks() {
    List<PairedTask> tasks = new ArrayList<>();
    for (int t = 0; t < 6; t++) {
      List<int[]> classes = new ArrayList<>();
      for (int c = 0; c < 4; c++) {
        int task = t;
        int shift = c * 7 + t * 5;
        classes.add(
            IntStream.range(0, 20 + 5 * c + t)
                .map(u -> (u * 13 + shift) % 5 - 2 + ((u + task) % 3 == 0 ? 1 : 0))
                .toArray());
      }
      tasks.add(PairedTask.of(SEEDS, classes));
    }
    return tasks;
  }

  @Test
  void differenceIsTheMeanOverClassesAndSeeds() {
    assertEquals(0.115515873015873, tasks().get(0).difference(), 1e-14);
    double mean = tasks().stream().mapToDouble(PairedTask::difference).average().orElseThrow();
    assertEquals(0.1077056578014919, mean, 1e-14);
  }

  /** numpy, 30,000 resamples: 0.0702 and 0.1450; of 2,000 the ends have an sd of 0.001. */
  @Test
  void intervalIsThatOfNumpy() {
    Bootstrap.Interval interval = Bootstrap.of(tasks(), "test");
    assertEquals(0.07023, interval.low(), 0.004);
    assertEquals(0.14502, interval.high(), 0.004);
  }

  /** Six speakers of 20 utterances each, whose utterances all agree. */
  private static List<PairedTask> task(boolean speakersKnown, int speakers) {
    int[] hits = IntStream.range(0, 120).map(u -> u % 6 < 3 ? 1 : -1).toArray();
    int[] of = IntStream.range(0, 120).map(u -> u % speakers).toArray();
    List<int[]> classes = List.of(hits, hits);
    return List.of(PairedTask.of(1, classes, speakersKnown ? List.of(of, of) : List.of()));
  }

  /**
   * Six speakers, three of +1 and three of -1: the mean is (2 B - 6) / 6 with B binomial (6, 0.5),
   * of which 2.5 % and 97.5 % are 1 and 5.
   */
  @Test
  void speakersAreDrawnWithAllTheirUtterances() {
    List<PairedTask> known = task(true, 6);
    assertTrue(known.get(0).drawsSpeakers());
    Bootstrap.Interval speakers = Bootstrap.of(known, "x");
    assertEquals(-2.0 / 3, speakers.low(), 1e-12);
    assertEquals(2.0 / 3, speakers.high(), 1e-12);
    assertEquals(0, known.get(0).difference(), 1e-12);
    Bootstrap.Interval utterances = Bootstrap.of(task(false, 6), "x");
    assertTrue(utterances.high() < 0.2, utterances::toString);
    // Two speakers are too few.
    assertEquals(utterances, Bootstrap.of(task(true, 2), "x"));
  }

  @Test
  void aClassThatNoDrawnSpeakerHasIsLeftOutOfTheResample() {
    // The first class belongs to one of three speakers, whose utterances are +1; all others are 0.
    List<int[]> hits = List.of(new int[] {1, 1}, new int[] {0, 0, 0});
    List<int[]> speakers = List.of(new int[] {0, 0}, new int[] {0, 1, 2});
    PairedTask task = PairedTask.of(1, hits, speakers);
    assertEquals(0.5, task.difference());
    assertEquals(new Bootstrap.Interval(0, 0.5), Bootstrap.of(List.of(task), "x"));
  }

  @Test
  void drawsDependOnThePurposeAlone() throws Exception {
    Bootstrap.Interval here = Bootstrap.of(tasks(), "a");
    assertNotEquals(here, Bootstrap.of(tasks(), "b"));
    for (int threads : new int[] {1, 3, 8}) {
      ForkJoinPool pool = new ForkJoinPool(threads);
      try {
        assertEquals(here, pool.submit(() -> Bootstrap.of(tasks(), "a")).get());
      } finally {
        pool.shutdown();
      }
    }
  }

  @Test
  void tasksThatDifferWidenTheInterval() {
    List<PairedTask> alike = new ArrayList<>();
    List<PairedTask> apart = new ArrayList<>();
    for (int t = 0; t < 6; t++) {
      alike.add(PairedTask.of(1, List.of(new int[] {1, 1, 1, 1})));
      apart.add(PairedTask.of(1, List.of(t < 3 ? new int[] {1, 1} : new int[] {-1, -1})));
    }
    assertEquals(new Bootstrap.Interval(1, 1), Bootstrap.of(alike, "x"));
    Bootstrap.Interval wide = Bootstrap.of(apart, "x");
    assertTrue(wide.low() < -0.5 && wide.high() > 0.5, wide::toString);
  }
}
