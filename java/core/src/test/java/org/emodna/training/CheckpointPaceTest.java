package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CheckpointPaceTest {
  /** Epochs, from 1, behind which a checkpoint is written. */
  private static List<Integer> written(int epochs, long epochTakes, long writingTakes) {
    AtomicLong clock = new AtomicLong(1000);
    CheckpointPace pace = new CheckpointPace(clock::get);
    List<Integer> written = new ArrayList<>();
    for (int epoch = 1; epoch <= epochs; epoch++) {
      int now = epoch;
      clock.addAndGet(epochTakes);
      if (pace.due()) {
        pace.write(
            () -> {
              clock.addAndGet(writingTakes);
              written.add(now);
            });
      }
    }
    return written;
  }

  @Test
  void longEpochsEachHaveOne() {
    assertEquals(List.of(1, 2, 3, 4), written(4, 2000, 100));
  }

  @Test
  void shortEpochsShareThem() {
    assertEquals(List.of(1, 5, 9), written(10, 500, 100));
  }
}
