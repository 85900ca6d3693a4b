package org.emodna.report.tables;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.emodna.report.About;
import org.emodna.report.Figure;
import org.emodna.report.Figures;
import org.emodna.report.Report;
import org.emodna.report.Track;

/**
 * Tables for programs and spreadsheets: RFC 4180 in UTF-8, lines end with LF, figures in fractions
 * of 1 with as many digits as give the same number again.
 */
final class CsvTables {
  /** Name of the mean over tasks, in the place of a task; a row's incomplete mean has another. */
  private static final String MEAN = "mean";

  private static final String INCOMPLETE_MEAN = "mean of incomplete row";

  private CsvTables() {}

  /** A line for each known figure: of each cell, and of each row's mean. */
  static String figures(Report report) {
    StringBuilder csv = new StringBuilder("track,row,kind,task,metric,mean,sd,n\n");
    for (Track track : report.tracks()) {
      for (Track.Row row : track.rows()) {
        for (Track.Cell cell : row.cells()) {
          figures(csv, track, row, cell.task(), cell.figures());
        }
        String mean = row.mean().isComplete() ? MEAN : INCOMPLETE_MEAN;
        figures(csv, track, row, mean, row.mean().figures());
      }
    }
    return csv.toString();
  }

  private static void figures(
      StringBuilder csv, Track track, Track.Row row, String task, Figures figures) {
    Map<String, Figure> all =
        new TreeMap<>(
            Map.of("uar", figures.uar(), "war", figures.war(), "macro_f1", figures.macroF1()));
    all.forEach(
        (metric, figure) -> {
          if (figure.isKnown()) {
            line(
                csv,
                text(track.name()),
                text(row.name()),
                text(Kinds.of(row)),
                text(task),
                metric,
                number(figure.mean()),
                number(figure.sd()),
                Integer.toString(figure.n()));
          }
        });
  }

  /** A line for each run: those with figures, those that failed and those that are missing. */
  static String runs(Report report) {
    StringBuilder csv =
        new StringBuilder("track,row,kind,task,seed,status,uar,war,macro_f1,run,problem\n");
    for (Track track : report.tracks()) {
      for (Track.Row row : track.rows()) {
        if (row.kind().equals("best of seeds")) {
          continue;
        }
        for (Track.Cell cell : row.cells()) {
          cell.runs().forEach((seed, run) -> run(csv, track, row, cell, seed, run));
        }
      }
    }
    for (About.Failure one : report.about().gaps().failures()) {
      List<String> of = List.of(one.track(), one.row(), one.task());
      without(csv, of, one.seed(), "failed", one.run(), one.problem());
    }
    for (About.Missing one : report.about().gaps().missing()) {
      List<String> of = List.of(one.track(), one.row(), one.task());
      one.seeds().forEach(seed -> without(csv, of, seed, "missing", "", one.reason()));
    }
    return csv.toString();
  }

  private static void run(
      StringBuilder csv, Track track, Track.Row row, Track.Cell cell, long seed, String run) {
    line(
        csv,
        text(track.name()),
        text(row.name()),
        text(row.kind()),
        text(cell.task()),
        Long.toString(seed),
        "done",
        number(cell.figures().uar().values().get(seed)),
        number(cell.figures().war().values().get(seed)),
        number(cell.figures().macroF1().values().get(seed)),
        text(run),
        "");
  }

  private static void without(
      StringBuilder csv, List<String> of, long seed, String status, String run, String problem) {
    line(
        csv,
        text(of.get(0)),
        text(of.get(1)),
        "",
        text(of.get(2)),
        Long.toString(seed),
        status,
        "",
        "",
        "",
        text(run),
        text(problem));
  }

  private static void line(StringBuilder csv, String... cells) {
    csv.append(String.join(",", cells)).append('\n');
  }

  private static String number(double value) {
    return Double.isFinite(value) ? Double.toString(value) : "";
  }

  /**
   * Text as a cell. What a spreadsheet would take for a formula gets an apostrophe in front, which
   * it shows as text.
   */
  static String text(String value) {
    boolean formula = !value.isEmpty() && "=+-@\t\r".indexOf(value.charAt(0)) >= 0;
    String safe = formula ? "'" + value : value;
    return safe.matches("(?s).*[\",\n\r].*") ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }
}
