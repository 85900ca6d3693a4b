package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BatchPlanTest {
  @Test
  void anEpochPassesOverTheLargerCorpusAndRepeatsTheSmallerEvenly() {
    BatchPlan plan = new BatchPlan(1, 100, 8, 30, 8);
    assertEquals(13, plan.stepsPerEpoch());
    int[] source = plan.epoch("source", 0, 100, 8);
    assertEquals(104, source.length);
    assertEquals(100, Arrays.stream(source, 0, 100).distinct().count());
    int[] target = plan.epoch("target", 0, 30, 8);
    for (int from = 0; from + 30 <= target.length; from += 30) {
      assertEquals(30, Arrays.stream(target, from, from + 30).distinct().count());
    }
  }

  @Test
  void seedEpochAndCorpusMakeTheOrder() {
    int[] first = new BatchPlan(1, 50, 5, 50, 5).epoch("source", 3, 50, 5);
    assertArrayEquals(first, new BatchPlan(1, 50, 5, 50, 5).epoch("source", 3, 50, 5));
    assertFalse(Arrays.equals(first, new BatchPlan(2, 50, 5, 50, 5).epoch("source", 3, 50, 5)));
    assertFalse(Arrays.equals(first, new BatchPlan(1, 50, 5, 50, 5).epoch("source", 4, 50, 5)));
    assertFalse(Arrays.equals(first, new BatchPlan(1, 50, 5, 50, 5).epoch("target", 3, 50, 5)));
  }
}
