package org.emodna.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.emodna.report.page.PageWriter;
import org.emodna.report.projection.Projections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a store's files to the page. */
class StoreToPageTest {
  @TempDir Path folder;

  @Test
  void eachFigureOfTheReportStandsInThePageAndLinksToItsRun() throws Exception {
    new SyntheticStore(folder).write();
    Report report = Projections.add(ReportBuilder.of(folder).build(), folder);
    Path out = folder.resolve("report");
    ReportWriter.write(out, List.of(PageWriter.output(report, folder, out)));
    String page = Files.readString(out.resolve("index.html"));
    int figures = 0;
    for (Track track : report.tracks()) {
      for (Track.Row row : track.rows()) {
        for (Track.Cell cell : row.cells()) {
          String value = Double.toString(cell.figures().macroF1().mean());
          assertTrue(
              page.contains(
                  "data-row=\"%s\" data-task=\"%s\" data-metric=\"macro_f1\" data-value=\"%s\""
                      .formatted(row.name(), cell.task().replace(">", "&gt;"), value)));
          String run = cell.runs().values().iterator().next();
          assertTrue(page.contains("href=\"../" + run + "/\""));
          assertTrue(Files.isDirectory(out.resolve("../" + run)));
          figures++;
        }
      }
    }
    assertEquals(2 * 4 * 6, figures);
  }
}
