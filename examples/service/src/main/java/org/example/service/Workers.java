package org.example.service;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that recognise, as many as there are cores for it, in the order in which work comes.
 * The queue has no bound of its own: each request that the {@link Gate} has let in has one task in
 * it at most, and so has each stream.
 */
final class Workers implements AutoCloseable {
  private final ThreadPoolExecutor threads;

  Workers(int count) {
    AtomicInteger number = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            count,
            count,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> new Thread(task, "worker-" + number.incrementAndGet()));
  }

  /** Does a task when its turn comes, and waits for it. */
  <T> T call(Callable<T> task) throws Exception {
    Future<T> result = threads.submit(task);
    try {
      return result.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    } catch (InterruptedException e) {
      result.cancel(false);
      throw e;
    }
  }

  /** For tasks that nobody waits for. */
  ExecutorService executor() {
    return threads;
  }

  /** Tasks that are being done. */
  int busy() {
    return threads.getActiveCount();
  }

  /** Tasks that wait. */
  int waiting() {
    return threads.getQueue().size();
  }

  /** Waits for all tasks. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      threads.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
