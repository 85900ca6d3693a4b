package org.emodna.training;

import java.util.function.BooleanSupplier;
import org.emodna.base.Progress;
import org.emodna.base.ProgressEvent;
import org.emodna.base.Thrown;

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
      } catch (Throwable e) {
        // A checked one, too: a listener in Kotlin may throw any.
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
    } catch (NoRoomException | OutOfMemoryError e) {
      // Whoever notices that memory has run out: a matrix goes on with fewer runs at once.
      throw e;
    } catch (Throwable e) {
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
    return new Progress() {
      /** Through the other's own, which logs it: once, where that has known it before. */
      @Override
      public void warn(String subject, String text) {
        to.warn(subject, text);
        end();
      }

      @Override
      public void on(ProgressEvent event) {
        to.on(event);
        end();
      }
    };
  }

  private synchronized void end() {
    if (fault != null) {
      throw new Failed(fault);
    }
  }

  /** Throws what a callback has thrown, if one has. */
  synchronized void rethrow() {
    if (fault != null) {
      throw Thrown.again(fault);
    }
  }
}
