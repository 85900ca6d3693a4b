package org.emodna.report.tables;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.emodna.report.Report;
import org.emodna.report.ReportWriter;

/** The files that a report's tables make. */
public final class Tables {
  private Tables() {}

  /**
   * All of them: {@code results.md} for people, {@code results.csv} with a line for each figure,
   * {@code runs.csv} with a line for each run, {@code results.tex} for a paper, and {@code
   * report.json}, which has it all.
   */
  public static List<ReportWriter.Output> of(Report report) {
    return List.of(
        text("results.md", () -> new MarkdownReport(report).text()),
        text("results.csv", () -> CsvTables.figures(report)),
        text("runs.csv", () -> CsvTables.runs(report)),
        text("results.tex", () -> new LatexTables(report).text()),
        ReportWriter.json(report));
  }

  private static ReportWriter.Output text(String name, Supplier<String> text) {
    return new ReportWriter.Output(
        name, out -> out.write(text.get().getBytes(StandardCharsets.UTF_8)));
  }
}
