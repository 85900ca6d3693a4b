package org.emodna.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.emodna.base.EmoDnaException;
import org.emodna.base.Problem;
import org.emodna.report.Report;
import org.emodna.report.ReportBuilder;
import org.emodna.report.ReportException;
import org.emodna.report.ReportWriter;
import org.emodna.report.page.ModelPage;
import org.emodna.report.page.PageWriter;
import org.emodna.report.projection.Projections;
import org.emodna.report.tables.Tables;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "report",
    description = {
      "Writes a report on the runs of 'reproduce': one page, tables (Markdown, CSV,",
      "LaTeX) and JSON, all from the stored predictions. Trains nothing. From a model",
      "file it makes a page that shows that model."
    },
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
  private static final String PAGE = "index.html";
  private static final String TABLES = "results.md";

  @Parameters(
      paramLabel = "RESULTS|MODEL",
      description = "The folder that was given to 'reproduce' as --out, or a model file.")
  private Path results;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder of the report (default: RESULTS/report, or MODEL.report).")
  private Path out;

  @Option(
      names = "--compare",
      paramLabel = "OTHER_RESULTS",
      description = "Another such folder to compare with.")
  private Path compare;

  @Override
  public Integer call() {
    if (!Files.exists(results)) {
      throw new EmoDnaException(
          Problem.of(results, "there is nothing there")
              .remedy("name the folder that was given to 'reproduce' as --out, or a model file"));
    }
    if (Files.isRegularFile(results)) {
      return model();
    }
    return write(results, out == null ? results.resolve("report") : out, compare);
  }

  /** Writes the page of a model. */
  private int model() {
    if (compare != null) {
      throw new EmoDnaException(
          Problem.of("--compare", "is for folders of runs").remedy("leave it out for a model"));
    }
    Path folder = out == null ? results.resolveSibling(results.getFileName() + ".report") : out;
    ReportWriter.write(folder, List.of(ModelPage.output(results)));
    System.err.println(Output.line(folder.resolve(PAGE) + ": the model's page"));
    return Main.DONE;
  }

  /** Writes the report of a store and prints its tables. */
  static int write(Path results, Path out, Path compare) {
    try (ProgressBarView progress = new ProgressBarView()) {
      ReportBuilder builder = ReportBuilder.of(results).progress(progress);
      Report report = (compare == null ? builder : builder.compare(compare)).build();
      report = Projections.add(report, results);
      progress.close();
      List<ReportWriter.Output> outputs = new ArrayList<>(Tables.of(report));
      outputs.add(PageWriter.output(report, results, out));
      ReportWriter.write(out, outputs);
      System.out.print(Files.readString(out.resolve(TABLES)));
      System.err.println(Output.line(out.resolve(PAGE) + ": the report"));
      return report.about().gaps().failures().isEmpty() ? Main.DONE : Main.SOME_FAILED;
    } catch (IOException e) {
      throw new ReportException(Problem.of(out.resolve(TABLES), "can't be read (" + e + ")"), e);
    }
  }
}
