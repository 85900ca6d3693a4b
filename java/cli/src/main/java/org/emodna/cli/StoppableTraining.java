package org.emodna.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Around a training: Ctrl-C lets the step end, waits for the checkpoint and then leaves. */
final class StoppableTraining implements AutoCloseable {
  final ProgressBarView progress = new ProgressBarView();
  private final AtomicBoolean stop = new AtomicBoolean();
  private final CountDownLatch saved = new CountDownLatch(1);
  private final Thread hook;

  /**
   * @param cached whether features that are computed already are in a cache
   */
  StoppableTraining(boolean cached) {
    hook = new Thread(() -> leave(cached));
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void leave(boolean cached) {
    stop.set(true);
    if (!progress.reached("training")) {
      // Nothing is learnt yet, so there is no state to wait for.
      progress.close();
      System.err.println(
          "stopped before training began; start again with the same command"
              + (cached ? ", finished features are in the cache" : ""));
      return;
    }
    try {
      // The checkpoint takes well under a second; a hung disk must not hold the user.
      saved.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether it is time to stop. */
  boolean stopped() {
    return stop.get();
  }

  /** The program may end from here on; what is to be said must have been said. */
  @Override
  public void close() {
    progress.close();
    saved.countDown();
    if (!stop.get()) {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }
}
