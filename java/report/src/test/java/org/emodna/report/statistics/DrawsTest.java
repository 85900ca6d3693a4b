package org.emodna.report.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DrawsTest {
  /** Counts of 70,000 draws have an sd of 93; so do pairs of neighbours, of an sd of 24. */
  @Test
  void drawsAreEvenAndNeighboursDoNotKnowEachOther() {
    Draws draws = new Draws("evenness", 1);
    int[] counts = new int[7];
    int[][] pairs = new int[7][7];
    int last = 0;
    for (int i = 0; i < 70_000; i++) {
      int draw = draws.below(7);
      counts[draw]++;
      pairs[last][draw]++;
      last = draw;
    }
    for (int a = 0; a < 7; a++) {
      assertEquals(10_000, counts[a], 500);
      for (int b = 0; b < 7; b++) {
        assertEquals(10_000 / 7.0, pairs[a][b], 190);
      }
    }
  }

  @Test
  void purposeAndNumberChooseTheDraws() {
    assertEquals(text("a", 1), text("a", 1));
    assertNotEquals(text("a", 1), text("a", 2));
    assertNotEquals(text("a", 1), text("b", 1));
  }

  private static String text(String purpose, long number) {
    Draws draws = new Draws(purpose, number);
    return IntStream.range(0, 20).mapToObj(i -> draws.below(10) + "").toList().toString();
  }
}
