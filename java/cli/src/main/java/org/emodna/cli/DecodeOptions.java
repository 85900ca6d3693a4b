package org.emodna.cli;

import org.emodna.audio.DecodeLimits;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How files are decoded; shared by the commands that read audio. */
class DecodeOptions {
  @Option(
      names = "--threads",
      paramLabel = "N",
      converter = Threads.class,
      description = "CPU threads; 0 = all (default). Results do not depend on it.")
  int threads;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  private DecodeLimits limits = DecodeLimits.standard();

  @Option(
      names = "--max-minutes",
      paramLabel = "MINUTES",
      description = "Refuse files with more minutes of audio than this (default: 10).")
  private void maxMinutes(double minutes) {
    limits = limits.withMaxSeconds(checked("--max-minutes", 60 * minutes));
  }

  @Option(
      names = "--max-mib",
      paramLabel = "MIB",
      description = "Refuse files larger than this, in MiB (default: 512).")
  private void maxMebibytes(long mebibytes) {
    limits = limits.withMaxBytes((long) checked("--max-mib", mebibytes) << 20);
  }

  @Option(
      names = "--any-container",
      description =
          "Decode whatever FFmpeg recognises, rare formats included (default: only"
              + " common speech formats, so that headerless samples are not mistaken for"
              + " something else).")
  private void anyContainer(boolean any) {
    if (any) {
      limits = limits.withAnyContainer();
    }
  }

  /** What may be decoded. */
  DecodeLimits limits() {
    return limits;
  }

  private double checked(String option, double value) {
    if (!(value > 0 && value <= DecodeLimits.MOST)) {
      throw new ParameterException(
          command.commandLine(), option + " must be more than 0, and less than 11 days or 900 GiB");
    }
    return value;
  }
}
