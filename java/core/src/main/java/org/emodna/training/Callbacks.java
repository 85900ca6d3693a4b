package org.emodna.training;

import java.util.function.BooleanSupplier;
import org.emodna.base.Progress;
import org.emodna.base.ProgressEvent;

/**
 * A caller's listener and stop signal, for work of several threads: called by one at a time. What
 * they throw ends the work as the stop signal does, behind a checkpoint, and is thrown to the
 * caller at the end; meanwhile neither is called again.
 */
final class Callbacks implements Progress {
  private final Progress listener;
  private final BooleanSupplier stop;

  /** The first that was thrown; null while there is none. */
  private Throwable fault;

  Callbacks(Progress listener, BooleanSupplier stop) {
    this.listener = listener;
    this.stop = stop;
  }

  /** Ends work that has no state to save, since a callback has thrown. */
  static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Failed(Throwable cause) {
      super(cause);
    }
  }

  @Override
  public synchronized void on(ProgressEvent event) {
    if (fault == null) {
      try {
        listener.on(event);
      } catch (RuntimeException | Error e) {
        fault = e;
      }
    }
  }

  /** Whether the work is to end: also where its thread is interrupted, or a callback has thrown. */
  synchronized boolean isStopped() {
    if (fault != null || Thread.currentThread().isInterrupted()) {
      return true;
    }
    try {
      return stop.getAsBoolean();
    } catch (RuntimeException | Error e) {
      fault = e;
      return true;
    }
  }

  /**
   * The listener for work that has no state to save, which a callback's failure ends at once.
   *
   * @param to this, or what reports to it
   */
  Progress ending(Progress to) {
    return event -> {
      to.on(event);
      synchronized (this) {
        if (fault != null) {
          throw new Failed(fault);
        }
      }
    };
  }

  /** Throws what a callback has thrown, if one has. */
  synchronized void rethrow() {
    if (fault instanceof Error error) {
      throw error;
    }
    if (fault != null) {
      throw (RuntimeException) fault;
    }
  }
}
