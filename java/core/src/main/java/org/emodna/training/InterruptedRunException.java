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

  private InterruptedRunException(Path checkpoint) {
    super(
        Problem.of(checkpoint, "an interrupted training has left its state")
            .remedy(
                "go on from it (Training.resume), or begin anew (Training.restart), which keeps it"
                    + " as "
                    + checkpoint.getFileName()
                    + ".old"));
    this.checkpoint = checkpoint;
  }

  /** The state that was left. */
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
      throw new InterruptedRunException(checkpoints.get(0));
    }
  }
}
