package org.emodna.recognition.stream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.emodna.base.Check;
import org.emodna.base.ClosedResourceException;
import org.emodna.base.EmoDnaException;
import org.emodna.base.InterruptedWorkException;
import org.emodna.base.InvalidArgumentException;
import org.emodna.base.Problem;

/**
 * Passes a stream's results on to a subscriber, no faster than the subscriber asks for them. It is
 * a listener to a stream and a publisher to others. It has no thread: the subscriber is called by
 * the thread that pushes, or by the one that asks for more, one call at a time.
 *
 * <p>Results that nobody has asked for yet wait in a buffer. {@link Overflow} says what happens
 * when it is full. No result is dropped, and the end or failure of the stream is reported after the
 * last of them. A subscriber that cancels does not close the stream; later results are not kept.
 *
 * <pre>{@code
 * ResultPublisher results = new ResultPublisher(64, ResultPublisher.Overflow.WAIT);
 * results.subscribe(subscriber);
 * SpeechStream stream = recognizer.open(StreamFormat.telephone(), settings, results);
 * }</pre>
 */
public final class ResultPublisher implements Flow.Publisher<WindowResult>, WindowListener {
  /** What happens to a push whose result finds the buffer full. */
  public enum Overflow {
    /**
     * It waits until the subscriber asks for more or cancels. Interrupting the thread ends the
     * stream.
     */
    WAIT,
    /** It fails with an {@link EmoDnaException}, and so does the stream. */
    FAIL
  }

  /** Largest buffer. */
  public static final int MOST = 1 << 20;

  private final int capacity;
  private final Overflow overflow;

  /** All below is guarded by this. */
  private final Object lock = new Object();

  private final Deque<WindowResult> waiting = new ArrayDeque<>();
  private Flow.Subscriber<? super WindowResult> subscriber;
  private long wanted;

  /** Whether a thread calls the subscriber; it looks again before it stops. */
  private boolean calling;

  /** Whether the subscriber knows its subscription. */
  private boolean introduced;

  private boolean cancelled;

  /** Whether who waits for the subscriber should no longer. */
  private boolean closing;

  /** Nothing follows; without a cause it has ended. */
  private boolean over;

  private Throwable cause;

  /**
   * Makes a publisher for one stream and one subscriber.
   *
   * @param capacity the most results that may wait, from 1 to {@link #MOST}; those that come before
   *     the subscriber count too
   */
  public ResultPublisher(int capacity, Overflow overflow) {
    Check.range(capacity, 1, MOST, "capacity");
    this.capacity = capacity;
    this.overflow = Objects.requireNonNull(overflow, "overflow");
  }

  @Override
  public void subscribe(Flow.Subscriber<? super WindowResult> one) {
    Objects.requireNonNull(one, "subscriber");
    boolean first;
    synchronized (lock) {
      first = subscriber == null;
      if (first) {
        subscriber = one;
        calling = true;
      }
    }
    if (!first) {
      one.onSubscribe(new Nothing());
      one.onError(
          new InvalidArgumentException(
              Problem.of("publisher of results", "has a subscriber already")
                  .remedy("open a stream for each, or let one subscriber pass results on")));
      return;
    }
    boolean subscribed = false;
    try {
      one.onSubscribe(new Demand());
      subscribed = true;
    } finally {
      synchronized (lock) {
        introduced = true;
        calling = false;
        if (!subscribed) {
          // It threw, and may never ask: nobody should wait for it.
          drop();
          lock.notifyAll();
        }
      }
    }
    pass();
  }

  /** Of who gets nothing. */
  private static final class Nothing implements Flow.Subscription {
    @Override
    public void request(long count) {
      // There is nothing to ask for.
    }

    @Override
    public void cancel() {
      // There is nothing to end.
    }
  }

  private final class Demand implements Flow.Subscription {
    @Override
    public void request(long count) {
      synchronized (lock) {
        if (count <= 0) {
          waiting.clear();
          finish(
              new IllegalArgumentException(
                  "asked for " + count + " results; at least 1 is needed"));
        } else {
          wanted = wanted + count < 0 ? Long.MAX_VALUE : wanted + count;
        }
        lock.notifyAll();
      }
      pass();
    }

    @Override
    public void cancel() {
      synchronized (lock) {
        drop();
        lock.notifyAll();
      }
    }
  }

  private void drop() {
    cancelled = true;
    waiting.clear();
  }

  private void finish(Throwable why) {
    if (!over) {
      over = true;
      cause = why;
    }
  }

  @Override
  public void result(WindowResult result) {
    synchronized (lock) {
      while (!cancelled && !over && waiting.size() >= capacity) {
        if (overflow == Overflow.FAIL) {
          throw new EmoDnaException(
              Problem.of("subscriber", "is behind by %d results".formatted(waiting.size()))
                  .remedy("ask for more, give the publisher a larger buffer, or let pushes wait"));
        }
        await();
      }
      if (cancelled || over) {
        return;
      }
      waiting.addLast(result);
    }
    pass();
  }

  private void await() {
    if (closing) {
      throw new ClosedResourceException("the stream");
    }
    try {
      lock.wait();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedWorkException("waiting for the subscriber");
    }
  }

  /** Calls the subscriber as long as there is something for it, unless a thread does so already. */
  private void pass() {
    synchronized (lock) {
      if (calling || !introduced) {
        return;
      }
      calling = true;
    }
    boolean ended = false;
    try {
      while (passOne()) {
        continue;
      }
      ended = true;
    } finally {
      if (!ended) {
        // The subscriber threw: by the rules of Flow it is done with.
        synchronized (lock) {
          drop();
          calling = false;
          lock.notifyAll();
        }
      }
    }
  }

  /** One call; false, and no longer calling, if there is nothing to say. */
  private boolean passOne() {
    WindowResult next = null;
    synchronized (lock) {
      if (!cancelled && wanted > 0 && !waiting.isEmpty()) {
        next = waiting.removeFirst();
        wanted -= wanted == Long.MAX_VALUE ? 0 : 1;
        lock.notifyAll();
      } else if (cancelled || !over || !waiting.isEmpty()) {
        calling = false;
        return false;
      } else {
        // Nothing but this is said from now on.
        drop();
      }
    }
    if (next != null) {
      subscriber.onNext(next);
    } else if (cause == null) {
      subscriber.onComplete();
    } else {
      subscriber.onError(cause);
    }
    return true;
  }

  @Override
  public void closing() {
    synchronized (lock) {
      closing = true;
      lock.notifyAll();
    }
  }

  @Override
  public void ended(StreamSummary summary) {
    finished(null);
  }

  @Override
  public void failed(Throwable why) {
    finished(why);
  }

  private void finished(Throwable why) {
    synchronized (lock) {
      finish(why);
      lock.notifyAll();
    }
    pass();
  }
}
