package org.emodna.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StopCheckTest {
  @Test
  void theSignalIsAskedOnceASecondAndAnInterruptionIsSeenAtOnce() {
    AtomicLong now = new AtomicLong(Long.MAX_VALUE - 10);
    AtomicInteger asked = new AtomicInteger();
    StopCheck check = new StopCheck(() -> asked.incrementAndGet() == 3, now::get);
    for (int tenth = 0; tenth < 25; tenth++) {
      check.run();
      now.addAndGet(100_000_000);
    }
    assertEquals(2, asked.get());
    Thread.currentThread().interrupt();
    assertThrows(StopCheck.Stopped.class, check::run);
    assertEquals(2, asked.get());
    assertTrue(Thread.interrupted(), "it stays so");
    now.addAndGet(500_000_000);
    assertThrows(StopCheck.Stopped.class, check::run);
  }
}
