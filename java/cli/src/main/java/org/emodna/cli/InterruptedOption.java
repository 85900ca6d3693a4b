package org.emodna.cli;

import picocli.CommandLine.Option;

/** What to do where an interrupted training has left its state; both at once is wrong use. */
final class InterruptedOption {
  @Option(
      names = "--resume",
      description = "Continue where an interrupted run stopped; finished models are kept.")
  boolean resume;

  @Option(
      names = "--restart",
      description =
          "Start over although an interrupted run left a checkpoint, which is kept as"
              + " NAME.checkpoint.old. Without either option, such a run is refused.")
  boolean restart;
}
