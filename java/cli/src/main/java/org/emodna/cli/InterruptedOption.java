package org.emodna.cli;

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
}
