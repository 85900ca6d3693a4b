package org.emodna.report.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.emodna.report.Figure;
import org.emodna.report.Figures;
import org.emodna.report.Percent;
import org.emodna.report.Report;
import org.emodna.report.Sentences;
import org.emodna.report.Track;

/** Tables for a paper: LaTeX with the package booktabs, one table a track and figure. */
final class LatexTables {
  private static final Map<Character, String> SPECIAL =
      Map.ofEntries(
          Map.entry('\\', "\\textbackslash{}"),
          Map.entry('{', "\\{"),
          Map.entry('}', "\\}"),
          Map.entry('$', "\\$"),
          Map.entry('&', "\\&"),
          Map.entry('#', "\\#"),
          Map.entry('%', "\\%"),
          Map.entry('_', "\\_"),
          Map.entry('^', "\\textasciicircum{}"),
          Map.entry('~', "\\textasciitilde{}"),
          Map.entry('<', "\\textless{}"),
          Map.entry('>', "\\textgreater{}"),
          Map.entry('"', "\\textquotedbl{}"));

  private final Report report;
  private final StringBuilder text = new StringBuilder();

  LatexTables(Report report) {
    this.report = report;
  }

  String text() {
    text.append("% ").append(comment(report.about().title())).append('\n');
    text.append(
        "% Needs \\usepackage{booktabs,graphicx,textcomp} and \\usepackage[T1]{fontenc}.\n");
    for (Track track : report.tracks()) {
      table(track, "UAR", Figures::uar);
      table(track, "WAR", Figures::war);
    }
    return text.toString();
  }

  private void table(Track track, String metric, Function<Figures, Figure> which) {
    text.append("\n\\begin{table*}\n\\centering\n\\caption{")
        .append(metric)
        .append(" in percent, mean $\\pm$ standard deviation over seeds; normalisation by ")
        .append(escaped(track.name()))
        .append(".")
        .append(incomplete(track))
        .append("}\n\\resizebox{\\linewidth}{!}{%\n\\begin{tabular}{ll")
        .append("r".repeat(track.tasks().size() + 1))
        .append("}\n\\toprule\n row & kind");
    track.tasks().forEach(task -> text.append(" & ").append(escaped(task.name())));
    text.append(" & mean \\\\\n\\midrule\n");
    track.rows().forEach(row -> row(row, which));
    text.append("\\bottomrule\n\\end{tabular}}\n\\end{table*}\n");
  }

  /** What the stars mean: each row's gaps. */
  private static String incomplete(Track track) {
    List<String> rows = new ArrayList<>();
    for (Track.Row row : track.rows()) {
      if (Kinds.isIncomplete(row)) {
        List<String> gaps = new ArrayList<>();
        if (!row.mean().lacking().isEmpty()) {
          gaps.add(Sentences.count(row.mean().lacking().size(), track.noun()));
        }
        if (!row.mean().lackingSeeds().isEmpty()) {
          gaps.add(Kinds.seeds(row.mean().lackingSeeds()));
        }
        rows.add(escaped(row.name()) + " without " + String.join(" and ", gaps));
      }
    }
    return rows.isEmpty() ? "" : " $^{*}$ Incomplete mean: " + String.join("; ", rows) + ".";
  }

  private void row(Track.Row row, Function<Figures, Figure> which) {
    text.append(' ').append(escaped(row.name())).append(" & ").append(escaped(Kinds.of(row)));
    List<Figure> figures = row.cells().stream().map(Track.Cell::figures).map(which).toList();
    figures.forEach(figure -> text.append(" & ").append(figure(figure)));
    text.append(" & ").append(figure(which.apply(row.mean().figures())));
    text.append(Kinds.isIncomplete(row) ? "$^{*}$" : "").append(" \\\\\n");
  }

  private static String figure(Figure figure) {
    return Percent.of(figure, " $\\pm$ ").replace("–", "--");
  }

  /** Text from outside as it is, on one line. */
  static String escaped(String value) {
    StringBuilder safe = new StringBuilder();
    for (char c : value.toCharArray()) {
      safe.append(Character.isISOControl(c) ? " " : SPECIAL.getOrDefault(c, String.valueOf(c)));
    }
    return safe.toString();
  }

  private static String comment(String value) {
    return value.replaceAll("\\p{Cntrl}|\u2028|\u2029", " ");
  }
}
