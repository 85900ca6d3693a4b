package org.emodna.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "report",
    description = {
      "Writes a report on the runs of 'reproduce': one page, tables (Markdown, CSV,",
      "LaTeX) and JSON, all from the stored predictions. Trains nothing. Of a model file",
      "it makes a page that shows that model."
    },
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "RESULTS|MODEL",
      description = "The folder that was given to 'reproduce' as --out, or a model file.")
  private Path results;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder of the report (default: RESULTS/report, or beside the model).")
  private Path out;

  @Option(
      names = "--compare",
      paramLabel = "OTHER_RESULTS",
      description = "Another such folder to compare with.")
  private Path compare;

  @Override
  public Integer call() {
    return write(results, out == null ? results.resolve("report") : out, compare);
  }

  static int write(Path results, Path out, Path compare) {
    throw new UnsupportedOperationException();
  }
}
