package org.emodna.cli;

import java.util.function.Supplier;
import org.emodna.base.EmoDnaException;
import org.emodna.training.InterruptedRunException;
import picocli.CommandLine.Option;

/** What to do where an interrupted training has left its state; both at once is wrong use. */
final class InterruptedOption {
  @Option(
      names = "--resume",
      description = "Go on where an interrupted run stopped; finished models stay.")
  boolean resume;

  @Option(
      names = "--restart",
      description =
          "Begin anew although an interrupted run has left its state, which is kept as"
              + " NAME.checkpoint.old. Without either option such a run is refused.")
  boolean restart;

  /** Runs a training; where an interrupted one is in the way, says which options help. */
  static <T> T named(Supplier<T> training) {
    try {
      return training.get();
    } catch (InterruptedRunException e) {
      throw new EmoDnaException(
          e.checkpoint()
              + ": an interrupted training has left its state; go on from it (--resume), or begin"
              + " anew (--restart), which keeps it as "
              + e.checkpoint().getFileName()
              + ".old",
          e);
    }
  }
}
