package org.emodna.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Around a prediction whose results come one by one: Ctrl-C ends its input, waits until what has
 * come is judged and printed, and then leaves.
 */
final class StoppablePrediction implements AutoCloseable {
  private final CountDownLatch printed = new CountDownLatch(1);
  private final Thread hook;

  /**
   * @param stop ends the input; called by another thread
   */
  StoppablePrediction(Runnable stop) {
    hook = new Thread(() -> leave(stop));
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void leave(Runnable stop) {
    stop.run();
    try {
      // A few windows take well under a second; whoever reads the results may not go on reading.
      if (!printed.await(20, TimeUnit.SECONDS)) {
        System.err.println("emodna: gave up waiting; the last results are missing");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The program may end from here on. */
  @Override
  public void close() {
    printed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The program is ending already: the hook has been heard.
    }
  }
}
