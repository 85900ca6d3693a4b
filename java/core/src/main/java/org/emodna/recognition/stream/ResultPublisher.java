package org.emodna.recognition.stream;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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
 * last of them. A subscriber that cancels does not close the stream; later results are not kept. A
 * subscriber that throws, which the rules of {@link Flow} forbid, counts as one that cancels, and
 * the exception is logged.
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

  private static final Logger LOG = System.getLogger(ResultPublisher.class.getName());

  private final int capacity;
  private final Overflow overflow;

  /** All below is guarded by this. */
  private final Object lock = new Object();

  private final Deque<WindowResult> waiting = new ArrayDeque<>();

  /**
   * Null before there is one, and after it has cancelled or heard the last: it may be collected.
   */
  private Flow.Subscriber<? super WindowResult> subscriber;

  /** Whether there was a subscriber ever. */
  private boolean subscribed;

  /** Whether a stream passes its results to this. */
  private boolean opened;

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
      first = !subscribed;
      if (first) {
        subscribed = true;
        subscriber = one;
        calling = true;
      }
    }
    if (!first) {
      refuse(one);
      return;
    }
    // One that throws may never ask: nobody should wait for it.
    tell(() -> one.onSubscribe(new Demand()));
    synchronized (lock) {
      introduced = true;
      calling = false;
    }
    pass();
  }

  private void refuse(Flow.Subscriber<? super WindowResult> second) {
    InvalidArgumentException why =
        new InvalidArgumentException(
            Problem.of("publisher of results", "has a subscriber already")
                .remedy("open a stream for each, or let one subscriber pass results on"));
    try {
      second.onSubscribe(new Nothing());
      second.onError(why);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "a subscriber that was refused threw", e);
    }
  }

  /** Calls the subscriber; one that throws has cancelled. */
  private void tell(Runnable call) {
    boolean returned = false;
    try {
      call.run();
      returned = true;
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "a subscriber to results threw: it gets no more of them", e);
    } finally {
      if (!returned) {
        synchronized (lock) {
          drop();
          lock.notifyAll();
        }
      }
    }
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
          // In place of the end, too, if that is still to be told.
          waiting.clear();
          over = true;
          cause =
              new IllegalArgumentException("asked for " + count + " results; at least 1 is needed");
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
    subscriber = null;
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
    while (passOne()) {
      continue;
    }
  }

  /** One call; false, and no longer calling, if there is nothing to say. */
  private boolean passOne() {
    WindowResult next = null;
    Flow.Subscriber<? super WindowResult> to;
    Throwable why;
    synchronized (lock) {
      to = subscriber;
      why = cause;
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
    WindowResult result = next;
    if (result != null) {
      tell(() -> to.onNext(result));
    } else if (why == null) {
      tell(to::onComplete);
    } else {
      tell(() -> to.onError(why));
    }
    return true;
  }

  /**
   * A stream begins to pass its results to this.
   *
   * @throws InvalidArgumentException if another one did: their results would be mixed
   */
  @Override
  public void opened() {
    synchronized (lock) {
      if (opened) {
        throw new InvalidArgumentException(
            Problem.of("publisher of results", "belongs to another stream already")
                .remedy("make one for each stream"));
      }
      opened = true;
    }
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
