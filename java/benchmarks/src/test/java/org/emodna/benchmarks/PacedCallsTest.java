package org.emodna.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Calls of a stream that takes a known time for each window, with a hop of 0.3 s. */
class PacedCallsTest {
  private static final int RATE = 8000;
  private static final int WINDOW = 4800;
  private static final int HOP = 2400;

  private final List<Counting> opened = new CopyOnWriteArrayList<>();

  /** Tells the result of each window a given time after its last sample was pushed. */
  private final class Counting implements PacedCalls.Stream {
    private final Runnable result;
    private final long nanos;
    private int pushed;
    private int results;
    private boolean closed;

    Counting(Runnable result, long nanos) {
      this.result = result;
      this.nanos = nanos;
      opened.add(this);
    }

    @Override
    public void push(short[] samples, int from, int count) {
      assertTrue(from >= 0 && from + count <= samples.length);
      pushed += count;
      while (pushed >= WINDOW + results * HOP) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
          LockSupport.parkNanos(end - System.nanoTime());
        }
        results++;
        result.run();
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private PacedCalls.Result run(PacedCalls.Load load, long nanos) {
    return new PacedCalls(
            result -> new Counting(result, nanos), new short[3 * RATE], RATE, WINDOW, HOP)
        .run(load);
  }

  @Test
  void eachCallHasItsResultsInTimeAndNoneBeforeItsLastSample() {
    for (boolean aligned : new boolean[] {false, true}) {
      opened.clear();
      PacedCalls.Result result = run(new PacedCalls.Load(9, aligned, 2, 2), 0);
      assertEquals(9, opened.size());
      for (Counting call : opened) {
        assertTrue(call.results >= 2, "results: " + call.results);
        assertTrue(call.closed);
      }
      assertEquals(opened.stream().mapToInt(call -> call.results).sum(), result.latencies().length);
      assertTrue(result.latencies()[0] >= 0);
      assertFalse(result.givenUp());
    }
  }

  @Test
  void waitingBehindOtherCallsIsPartOfTheLatency() {
    // The four calls with packets of 20 ms end their windows together, on one thread.
    PacedCalls.Result result = run(new PacedCalls.Load(16, true, 1, 1), 10_000_000L);
    assertTrue(result.percentile(1) >= 0.04, "latest: " + result.percentile(1));
    assertTrue(result.busy() > 0.2, "busy: " + result.busy());
  }

  @Test
  void whatFallsFarBehindIsGivenUp() {
    PacedCalls.Result result = run(new PacedCalls.Load(8, true, 1, 20), 900_000_000L);
    assertTrue(result.givenUp());
    assertTrue(opened.stream().mapToInt(call -> call.results).sum() < 8 * 20);
  }
}
