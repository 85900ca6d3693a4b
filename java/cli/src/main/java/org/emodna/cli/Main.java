package org.emodna.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;
import org.emodna.base.Progress;
import org.emodna.kernels.NativeMemoryException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
      EmbeddingsCommand.class,
      TrainCommand.class,
      ReproduceCommand.class,
      ReportCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      ExportCommand.class,
      ImportCommand.class,
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
  private static final String LOG_FORMAT = "java.util.logging.SimpleFormatter.format";

  /** Kept, as loggers are forgotten with their levels. */
  private static final Logger HEARD = Logger.getLogger(Progress.LOGGER);

  static final int DONE = 0;
  static final int SOME_FAILED = 1;
  static final int NOTHING_DONE = 2;

  @Mixin private final ExtensionsOption extensions = new ExtensionsOption();

  private Main() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs a command line; never exits the JVM. */
  public static int run(String... args) {
    // Numbers look the same everywhere, so that output can be compared and parsed.
    Locale.setDefault(Locale.ROOT);
    // What the library logs is one line like all else; who configures logging gets that.
    if (System.getProperty(LOG_FORMAT) == null) {
      System.setProperty(LOG_FORMAT, "emodna: %5$s%n");
    }
    // Shown by the progress view, and not a second time.
    HEARD.setLevel(Level.OFF);
    String[] restored = RawArguments.restore(args);
    try {
      ExtensionsOption.apply(restored);
    } catch (EmoDnaException e) {
      System.err.println("emodna: " + Output.line(e.getMessage()));
      return NOTHING_DONE;
    }
    CommandLine line = new CommandLine(new Main());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.registerConverter(Path.class, new PathOption());
    line.setExecutionExceptionHandler(Main::report);
    line.setParameterExceptionHandler(Main::wrongUse);
    if (args.length == 0) {
      line.usage(System.err);
      return NOTHING_DONE;
    }
    try {
      int exit = line.execute(restored);
      if (System.out.checkError()) {
        System.err.println("emodna: the results could not all be written to standard output");
        return NOTHING_DONE;
      }
      return exit;
    } catch (OutOfMemoryError e) {
      System.err.println(
          "emodna: not enough memory for this (Java has at most "
              + (Runtime.getRuntime().maxMemory() >> 20)
              + " MiB): use smaller inputs or batches, or give it more with"
              + " EMODNA_JAVA_OPTIONS=-Xmx8g");
      return NOTHING_DONE;
    } catch (Error e) {
      // The JVM's own exit code would say that some inputs were done.
      fault(e);
      return NOTHING_DONE;
    }
  }

  /** The cause and where to look; the whole usage would push the cause off the screen. */
  private static int wrongUse(CommandLine.ParameterException e, String[] args) {
    CommandLine line = e.getCommandLine();
    if (List.of(args).contains("cross-corpus") && line.getParent() == null) {
      System.err.println(
          "emodna: cross-corpus: has become part of reproduce; use"
              + " 'emodna reproduce --protocol every-direction --corpora A B --out DIR'");
      return NOTHING_DONE;
    }
    System.err.println("emodna: " + Output.line(e.getMessage()));
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, line.getErr())) {
      System.err.println(line.getCommandSpec().qualifiedName() + " --help lists what there is");
    }
    return NOTHING_DONE;
  }

  private static int report(Exception e, CommandLine line, CommandLine.ParseResult parsed) {
    if (e instanceof ClosedOutputException) {
      // Said when the command has ended, as of any other one.
      return NOTHING_DONE;
    }
    if (e instanceof NativeMemoryException memory) {
      error(
          memory
              .problem()
              .remedy(
                  "lower the batch sizes (schedule.batch-source, schedule.batch-target) or the"
                      + " network's size (encoder.channels, encoder.blocks)"));
    } else if (e instanceof EmoDnaException known) {
      error(known.problem());
    } else {
      fault(e);
    }
    return NOTHING_DONE;
  }

  private static void error(Problem problem) {
    System.err.println("emodna: " + Output.line(OptionNames.message(problem)));
  }

  private static void fault(Throwable e) {
    System.err.println("emodna: a fault of this program; please report it with these lines:");
    e.printStackTrace();
  }
}
