package org.emodna.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.emodna.base.Stage;

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

  void leave(boolean cached) {
    stop.set(true);
    if (progress.stage() != Stage.TRAINING) {
      // Nothing is learnt yet, so there is no state to wait for.
      progress.close();
      System.err.println(
          "stopped before training began; start again with the same command"
              + (cached ? ", finished features are in the cache" : ""));
      return;
    }
    try {
      // A checkpoint takes well under a second, a step of many models at once longer; a hung disk
      // must not hold the user for ever.
      if (!saved.await(20, TimeUnit.SECONDS)) {
        System.err.println("emodna: waiting for the current step, to save the state after it");
        if (!saved.await(10, TimeUnit.MINUTES)) {
          System.err.println("emodna: gave up waiting; an earlier checkpoint, if any, is kept");
        }
      }
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
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The program is ending already: the hook has been heard.
    }
  }
}
