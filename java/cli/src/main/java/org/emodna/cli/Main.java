package org.emodna.cli;

import java.util.Locale;
import org.emodna.kernels.EmoDnaException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The command {@code emodna}. Exit codes: 0 done, 1 done but some inputs failed, 2 nothing done.
 */
@Command(
    name = "emodna",
    description = {
      "Recognises emotion in speech across corpora: learns from a labelled corpus,",
      "carries it to an unlabelled one."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      ScanCommand.class,
      FeaturesCommand.class,
      TrainCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      BenchCommand.class,
      DoctorCommand.class,
      CommandLine.HelpCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:done, but some inputs failed; they are listed on standard error",
      "2:wrong use, or nothing could be done"
    })
public final class Main {
  static final int DONE = 0;
  static final int SOME_FAILED = 1;
  static final int NOTHING_DONE = 2;

  private Main() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs a command line; never exits the JVM. */
  public static int run(String... args) {
    // Numbers look the same everywhere, so that output can be compared and parsed.
    Locale.setDefault(Locale.ROOT);
    CommandLine line = new CommandLine(new Main());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(Main::report);
    if (args.length == 0) {
      line.usage(System.err);
      return NOTHING_DONE;
    }
    return line.execute(args);
  }

  private static int report(Exception e, CommandLine line, CommandLine.ParseResult parsed) {
    if (e instanceof EmoDnaException) {
      System.err.println("emodna: " + e.getMessage());
    } else {
      System.err.println("emodna: a fault of this program; please report it with these lines:");
      e.printStackTrace();
    }
    return NOTHING_DONE;
  }
}
