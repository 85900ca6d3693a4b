package org.emodna.training;

import java.nio.file.Path;
import java.util.List;
import org.emodna.base.Problem;

/**
 * An interrupted training has left its state, and the new one was not told what to do with it:
 * whoever forgets to go on from it must not lose it.
 */
public final class InterruptedRunException extends TrainingException {
  private static final long serialVersionUID = 1L;

  private final transient Path checkpoint;

  private InterruptedRunException(List<Path> checkpoints, String names) {
    super(
        Problem.of(beside(checkpoints.get(0), names), "an interrupted training has left its state")
            .remedy(
                "go on from it (Training.resume), or begin anew (Training.restart), which keeps it"
                    + " as "
                    + names
                    + ".old"));
    checkpoint = checkpoints.get(0);
  }

  /** A path of the same folder; what a name stands for need not be one itself. */
  private static String beside(Path file, String name) {
    String path = file.toString();
    return path.substring(0, path.length() - file.getFileName().toString().length()) + name;
  }

  /** The file's name, or what the names of several have in common: "m.part*-of-2.checkpoint". */
  private static String names(List<Path> checkpoints) {
    List<String> names = checkpoints.stream().map(file -> file.getFileName().toString()).toList();
    String begin = names.get(0);
    for (String name : names) {
      while (!name.startsWith(begin)) {
        begin = begin.substring(0, begin.length() - 1);
      }
    }
    String end = names.get(0).substring(begin.length());
    for (String name : names) {
      // The beginning apart, so that the pattern fits the shortest too.
      while (!name.substring(begin.length()).endsWith(end)) {
        end = end.substring(1);
      }
    }
    return names.size() == 1 ? begin : begin + "*" + end;
  }

  /** The state that was left; the first where a training in parts has left several. */
  public Path checkpoint() {
    return checkpoint;
  }

  /**
   * Demands that there is no such state, unless it was said what to do with it.
   *
   * @throws InterruptedRunException if there is
   */
  static void requireNone(List<Path> checkpoints, RunOptions options) {
    if (!options.resume() && !options.restart() && !checkpoints.isEmpty()) {
      throw new InterruptedRunException(checkpoints, names(checkpoints));
    }
  }
}
