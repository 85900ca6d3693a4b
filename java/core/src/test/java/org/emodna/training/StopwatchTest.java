package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StopwatchTest {
  private static final Instant FIRST = Instant.parse("2024-05-06T07:08:09Z");
  private static final Instant SECOND = FIRST.plusSeconds(86_400);

  @Test
  void whatEarlierProcessesTookCounts() {
    AtomicLong nanos = new AtomicLong(7);
    Stopwatch first = new Stopwatch(nanos::get, FIRST);
    nanos.addAndGet(30_000_000_000L);
    Stopwatch.Spent left = first.spent();
    assertEquals(new Stopwatch.Spent(FIRST, 30), left);
    Stopwatch second = new Stopwatch(nanos::get, SECOND);
    nanos.addAndGet(1_000_000_000L);
    second.goOnFrom(left);
    nanos.addAndGet(9_000_000_000L);
    assertEquals(new Stopwatch.Spent(FIRST, 40), second.spent());
    assertEquals(new RunCost(FIRST, 10, 4), second.shared(4));
  }
}
