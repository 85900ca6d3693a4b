package org.emodna.audio;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.emodna.base.EmoDnaException;
import org.emodna.base.InterruptedWorkException;
import org.emodna.base.Parallel;
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
   * @throws InterruptedWorkException if the calling thread is interrupted; what is under way ends
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
   * @throws InterruptedWorkException if the calling thread is interrupted; what is under way ends
   *     first
   */
  public static <T> List<Outcome<T>> mapNumbered(
      List<Path> files, Numbered<T> work, int threads, Progress progress) {
    List<Path> paths = List.copyOf(files);
    List<Parallel.Attempt<T>> attempts =
        Parallel.map(
            paths.size(),
            i -> String.valueOf(paths.get(i).getFileName()),
            i -> work.apply(i, paths.get(i)),
            threads,
            progress);
    List<Outcome<T>> outcomes = new ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      Parallel.Attempt<T> attempt = attempts.get(i);
      outcomes.add(
          attempt.failed()
              ? new Outcome.Failed<>(paths.get(i), attempt.failure())
              : new Outcome.Done<>(paths.get(i), attempt.value()));
    }
    return outcomes;
  }
}
