package org.emodna.recognition;

import org.emodna.base.ClosedResourceException;
import org.emodna.base.Progress;

/**
 * Counts the calls that use a resource, so that it is freed after the last of them: closing lets no
 * new call begin, waits for those under way, and then frees.
 *
 * <p>A thread may close within a call of its own, as a listener of its progress does. It can't wait
 * for itself; so it goes on at once, and the last call that ends frees the resource.
 */
final class Calls {
  private final String resource;
  private final Runnable free;

  /** How many calls the present thread is in. */
  private final ThreadLocal<Integer> depth = ThreadLocal.withInitial(() -> 0);

  private int running;
  private boolean closed;

  /** Whether somebody frees the resource, or has. */
  private boolean taken;

  private boolean freed;

  /**
   * @param resource its name in messages
   * @param free run once, when it is closed and no call is under way
   */
  Calls(String resource, Runnable free) {
    this.resource = resource;
    this.free = free;
  }

  /** A call under way; it ends when this is closed, in the thread that began it. */
  final class Call implements AutoCloseable {
    private Call() {}

    @Override
    public void close() {
      leave();
      end();
    }
  }

  /**
   * Begins a call.
   *
   * @throws ClosedResourceException once the resource is closed, unless in a call of this thread
   */
  Call begin() {
    Call call = tryBegin();
    if (call == null) {
      throw new ClosedResourceException(resource);
    }
    return call;
  }

  /** Begins a call; null where {@link #begin()} throws. */
  synchronized Call tryBegin() {
    if (closed && depth.get() == 0) {
      return null;
    }
    running++;
    enter();
    return new Call();
  }

  private void enter() {
    depth.set(depth.get() + 1);
  }

  private void leave() {
    int left = depth.get() - 1;
    if (left == 0) {
      depth.remove();
    } else {
      depth.set(left);
    }
  }

  private void end() {
    boolean last;
    synchronized (this) {
      running--;
      last = running == 0 && closed && !taken;
      taken |= last;
    }
    if (last) {
      release();
    }
  }

  private void release() {
    try {
      free.run();
    } finally {
      synchronized (this) {
        freed = true;
        notifyAll();
      }
    }
  }

  /**
   * Lets no new call begin, and returns when those under way have ended and the resource is freed;
   * within a call at once. Closing twice is harmless.
   */
  void close() {
    boolean idle;
    synchronized (this) {
      closed = true;
      idle = running == 0 && !taken;
      taken |= idle;
    }
    if (idle) {
      release();
    } else if (depth.get() == 0) {
      await();
    }
  }

  private synchronized void await() {
    boolean interrupted = false;
    while (!freed) {
      try {
        wait();
      } catch (InterruptedException e) {
        // Who closes relies on what is freed afterwards; the interruption is handed on.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /**
   * Progress that counts as a part of a call under way, in whichever thread it is reported: a
   * listener that closes there must not wait for that call.
   */
  Progress within(Progress progress) {
    return event -> inside(() -> progress.on(event));
  }

  private void inside(Runnable report) {
    enter();
    try {
      report.run();
    } finally {
      leave();
    }
  }
}
