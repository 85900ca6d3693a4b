package org.emodna.base;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;

/** Pieces of work on several threads, none of which is left when a call returns or throws. */
public final class Parallel {
  private static final int MOST_THREADS = 1024;

  private Parallel() {}

  /**
   * What came of one piece.
   *
   * @param value null where it failed
   * @param failure null where it worked
   * @param <T> the work's result
   */
  public record Attempt<T>(T value, EmoDnaException failure) {
    /** Whether there is no value. */
    public boolean failed() {
      return failure != null;
    }
  }

  /**
   * Tries each of some pieces; one that fails does not stop the others.
   *
   * @param count of the pieces
   * @param name of a piece, by its number, for people
   * @param work on a piece, by its number; an {@link EmoDnaException} is that piece's failure
   * @param threads at least 1
   * @param progress {@link Progress#advance} is called after each piece, with its name
   * @param <T> the work's result
   * @return what came of each, in their order
   * @throws InterruptedWorkException as {@link #run}
   */
  public static <T> List<Attempt<T>> map(
      int count, IntFunction<String> name, IntFunction<T> work, int threads, Progress progress) {
    // Written by one thread each and read after all have ended.
    List<Attempt<T>> attempts = new ArrayList<>(Collections.nCopies(count, null));
    int[] done = new int[1];
    run(
        "work on " + count + " items",
        count,
        threads,
        i -> {
          Attempt<T> attempt = attempt(i, name, work);
          synchronized (attempts) {
            attempts.set(i, attempt);
            progress.advance(++done[0], name.apply(i));
          }
        });
    return attempts;
  }

  private static <T> Attempt<T> attempt(int number, IntFunction<String> name, IntFunction<T> work) {
    try {
      return new Attempt<>(work.apply(number), null);
    } catch (EmoDnaException e) {
      return new Attempt<>(null, e);
    } catch (Exception e) {
      // A checked one, too: a part written in Kotlin may throw any. Not the fault of what is worked
      // on, but it shows what to try again with.
      throw new IllegalStateException(name.apply(number) + ": " + e, e);
    }
  }

  /**
   * Does some pieces, which are begun in their order. What one of them throws ends the rest, and is
   * thrown here when those under way have ended.
   *
   * @param what is done, for the message of an interruption
   * @param count of the pieces
   * @param threads at least 1
   * @param work on a piece, by its number
   * @throws InterruptedWorkException if the calling thread is interrupted: no further piece is
   *     begun, and those under way end first
   */
  public static void run(String what, int count, int threads, IntConsumer work) {
    run(what, count, threads, work, Thread::new);
  }

  static void run(String what, int count, int threads, IntConsumer work, ThreadFactory newThread) {
    if (threads < 1 || threads > MOST_THREADS) {
      throw new InvalidArgumentException(
          Problem.of("threads", "are " + threads).remedy("give 1 to " + MOST_THREADS));
    }
    InterruptedWorkException.check(what);
    AtomicInteger next = new AtomicInteger();
    Throwable[] fault = new Throwable[1];
    Runnable worker =
        () -> {
          try {
            for (int i; (i = next.getAndIncrement()) < count; ) {
              work.accept(i);
            }
          } catch (Throwable e) {
            // No thread takes another piece.
            next.set(count);
            synchronized (fault) {
              if (fault[0] == null) {
                fault[0] = e;
              }
            }
          }
        };
    List<Thread> running = new ArrayList<>();
    try {
      for (int t = 0; t < Math.min(threads, count); t++) {
        Thread thread = newThread.newThread(worker);
        thread.setName("emodna-files");
        thread.setDaemon(true);
        thread.start();
        running.add(thread);
      }
    } catch (Throwable e) {
      // As where the system grants no more threads: those that have begun are not left.
      next.set(count);
      join(running, () -> {});
      throw e;
    }
    boolean interrupted = join(running, () -> next.set(count));
    if (fault[0] != null) {
      throw Thrown.again(fault[0]);
    }
    if (interrupted) {
      throw new InterruptedWorkException(what);
    }
  }

  /**
   * Waits for threads, whether the calling thread is interrupted meanwhile or not.
   *
   * @param onInterrupt what is done when it is
   * @return whether it was; then it is again
   */
  public static boolean join(List<Thread> threads, Runnable onInterrupt) {
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
          onInterrupt.run();
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return interrupted;
  }
}
