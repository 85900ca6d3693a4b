package org.emodna.training;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Ends long work on the host, which leaves no state to go on from, soon after it is time to stop.
 * The stop signal is asked at a pace, since such work calls this more often than anything else asks
 * it; an interruption of the thread is seen at once.
 */
final class StopCheck implements Runnable {
  private static final long PACE_NANOS = 1_000_000_000;

  private final BooleanSupplier stop;
  private final LongSupplier nanos;
  private long asked;

  /**
   * @param nanos a clock
   */
  StopCheck(BooleanSupplier stop, LongSupplier nanos) {
    this.stop = stop;
    this.nanos = nanos;
    asked = nanos.getAsLong();
  }

  /** It is time to stop. */
  static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Stopped() {
      super("stopped", null, false, false);
    }
  }

  /**
   * Is called every now and then.
   *
   * @throws Stopped if it is time to stop
   */
  @Override
  public void run() {
    if (Thread.currentThread().isInterrupted() || isDue() && stop.getAsBoolean()) {
      throw new Stopped();
    }
  }

  private boolean isDue() {
    long now = nanos.getAsLong();
    if (now - asked < PACE_NANOS) {
      return false;
    }
    asked = now;
    return true;
  }
}
