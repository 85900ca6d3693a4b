package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
  void balancedStepsHaveAllClassesAndNoneMoreThanOnceMoreThanAnother() {
    int[] labels = new int[100];
    // One utterance of class 0, few of class 1, the rest of the others.
    for (int i = 1; i < labels.length; i++) {
      labels[i] = i < 6 ? 1 : 2 + i % 3;
    }
    BatchPlan plan = new BatchPlan(4, 100, 64, 300, 64);
    assertEquals(5, plan.stepsPerEpoch());
    int[] total = new int[5];
    for (int epoch = 0; epoch < 2; epoch++) {
      int[] all = plan.balanced(epoch, labels, 5, 64);
      assertEquals(5 * 64, all.length);
      for (int step = 0; step < 5; step++) {
        int[] counts = new int[5];
        Arrays.stream(all, 64 * step, 64 * (step + 1)).forEach(i -> counts[labels[i]]++);
        assertArrayEquals(new int[] {12, 13, 13, 13, 13}, Arrays.stream(counts).sorted().toArray());
        Arrays.setAll(total, c -> total[c] + counts[c]);
      }
    }
    assertArrayEquals(new int[] {128, 128, 128, 128, 128}, total);
    assertTrue(
        Arrays.stream(plan.balanced(0, labels, 5, 64)).filter(i -> i > 5).distinct().count() > 50);
  }

  @Test
  void balancedStepsFollowSeedAndEpoch() {
    int[] labels = new int[30];
    Arrays.setAll(labels, i -> i % 3);
    int[] first = new BatchPlan(1, 30, 8, 30, 8).balanced(3, labels, 3, 8);
    assertArrayEquals(first, new BatchPlan(1, 30, 8, 30, 8).balanced(3, labels, 3, 8));
    assertFalse(Arrays.equals(first, new BatchPlan(2, 30, 8, 30, 8).balanced(3, labels, 3, 8)));
    assertFalse(Arrays.equals(first, new BatchPlan(1, 30, 8, 30, 8).balanced(4, labels, 3, 8)));
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
