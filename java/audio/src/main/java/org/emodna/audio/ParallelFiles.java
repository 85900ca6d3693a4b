package org.emodna.audio;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.emodna.base.EmoDnaException;
import org.emodna.base.InvalidArgumentException;
import org.emodna.base.Problem;
import org.emodna.base.Progress;

/** Runs one piece of work a file on several threads. A file that fails never stops the others. */
public final class ParallelFiles {
  private ParallelFiles() {}

  /**
   * What to do with one file of a list.
   *
   * @param <T> its result
   */
  @FunctionalInterface
  public interface Numbered<T> {
    /**
     * Does it.
     *
     * @param number the file's place in the list, from 0
     * @param file the file
     * @return the result
     */
    T apply(int number, Path file);
  }

  /**
   * Runs the work on every file.
   *
   * @param files in any number
   * @param work what to do with one; an {@link EmoDnaException} makes that file's outcome a failure
   * @param threads at least 1
   * @param progress {@link Progress#advance} is called after every file, with the file's name
   * @param <T> the work's result
   * @return one outcome a file, in the files' order
   * @throws CancellationException if the calling thread is interrupted; what is under way ends
   *     first
   */
  public static <T> List<Outcome<T>> map(
      List<Path> files, Function<Path, T> work, int threads, Progress progress) {
    return mapNumbered(files, (number, file) -> work.apply(file), threads, progress);
  }

  /**
   * Runs work on every file that depends on the file's place in the list, too.
   *
   * @param files in any number; begun in this order
   * @param work what to do with one; an {@link EmoDnaException} makes that file's outcome a failure
   * @param threads at least 1
   * @param progress {@link Progress#advance} is called after every file, with the file's name
   * @param <T> the work's result
   * @return one outcome a file, in the files' order
   * @throws CancellationException if the calling thread is interrupted; what is under way ends
   *     first
   */
  public static <T> List<Outcome<T>> mapNumbered(
      List<Path> files, Numbered<T> work, int threads, Progress progress) {
    if (threads < 1 || threads > 1024) {
      throw new InvalidArgumentException(
          Problem.of("threads", "are " + threads).remedy("give 1 to 1024"));
    }
    List<Path> paths = List.copyOf(files);
    // Written by one thread each and read after all have ended.
    List<Outcome<T>> outcomes = new ArrayList<>(Collections.nCopies(paths.size(), null));
    AtomicInteger next = new AtomicInteger();
    int[] done = new int[1];
    Runnable worker =
        () -> {
          for (int i; (i = next.getAndIncrement()) < paths.size(); ) {
            Outcome<T> outcome = run(i, paths.get(i), work);
            synchronized (outcomes) {
              outcomes.set(i, outcome);
              progress.advance(++done[0], String.valueOf(outcome.path().getFileName()));
            }
          }
        };
    await(worker, Math.min(threads, paths.size()), next, paths.size());
    return outcomes;
  }

  private static void await(Runnable worker, int threads, AtomicInteger next, int files) {
    if (threads == 0) {
      return;
    }
    ExecutorService pool =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "emodna-files");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        running.add(pool.submit(worker));
      }
      for (Future<?> one : running) {
        one.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while files were being read");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause();
    } finally {
      // Whatever happened, no thread takes another file.
      next.set(files);
      pool.shutdown();
    }
  }

  private static <T> Outcome<T> run(int number, Path path, Numbered<T> work) {
    try {
      return new Outcome.Done<>(path, work.apply(number, path));
    } catch (EmoDnaException e) {
      return new Outcome.Failed<>(path, e);
    } catch (RuntimeException e) {
      // No fault of the file's, but it shows which one to try again with.
      throw new IllegalStateException(path + ": " + e, e);
    }
  }
}
