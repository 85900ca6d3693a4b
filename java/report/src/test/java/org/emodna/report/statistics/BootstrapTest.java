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
