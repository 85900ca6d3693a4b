package org.emodna.base;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ParallelTest {
  /** What the JVM throws where the system grants no more threads. */
  private static final OutOfMemoryError NO_MORE = new OutOfMemoryError("no native thread");

  @Test
  void aThreadThatCannotStartLeavesNoOthers() {
    List<Thread> started = new ArrayList<>();
    AtomicInteger pieces = new AtomicInteger();
    CountDownLatch refused = new CountDownLatch(1);
    OutOfMemoryError thrown =
        assertThrows(
            OutOfMemoryError.class,
            () ->
                Parallel.run(
                    "work",
                    1000,
                    3,
                    i -> {
                      pieces.incrementAndGet();
                      await(refused);
                    },
                    worker -> {
                      if (started.size() == 2) {
                        return new Refused(worker, refused);
                      }
                      started.add(new Thread(worker));
                      return started.get(started.size() - 1);
                    }));
    assertSame(NO_MORE, thrown);
    started.forEach(thread -> assertFalse(thread.isAlive()));
    assertTrue(pieces.get() < 1000, pieces + " pieces were done");
  }

  /** As a lambda in Kotlin does. */
  @Test
  void aCheckedExceptionThatNobodyDeclaresIsThrownToo() {
    for (int threads : new int[] {1, 3}) {
      IOException thrown = new IOException("full");
      AtomicInteger pieces = new AtomicInteger();
      assertSame(
          thrown,
          assertThrows(
              IOException.class,
              () ->
                  Parallel.run(
                      "work",
                      1000,
                      threads,
                      i -> {
                        if (pieces.incrementAndGet() == 2) {
                          throw Thrown.again(thrown);
                        }
                      })));
      assertTrue(pieces.get() < 1000, pieces + " pieces were done");
      IllegalStateException ofPiece =
          assertThrows(
              IllegalStateException.class,
              () ->
                  Parallel.map(
                      5,
                      i -> "piece " + i,
                      i -> {
                        throw Thrown.again(thrown);
                      },
                      threads,
                      Progress.NONE));
      assertTrue(ofPiece.getMessage().startsWith("piece "), ofPiece.getMessage());
      assertSame(thrown, ofPiece.getCause());
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
      Thread.sleep(20);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static final class Refused extends Thread {
    private final CountDownLatch refused;

    Refused(Runnable worker, CountDownLatch refused) {
      super(worker);
      this.refused = refused;
    }

    @Override
    public synchronized void start() {
      refused.countDown();
      throw NO_MORE;
    }
  }
}
