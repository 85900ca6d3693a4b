package org.emodna.report.page;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.emodna.report.About;
import org.emodna.report.Figure;
import org.emodna.report.Track;

/** The tables of a track: one for each figure, of which the page shows the chosen one. */
final class ResultsTable {
  private final Track track;
  private final int number;
  private final String base;
  private final Map<String, String> reasons = new LinkedHashMap<>();

  /**
   * @param number of the track, from 0
   * @param base the store's place seen from the page: empty, or a relative URL that ends in a slash
   */
  ResultsTable(Track track, int number, About about, String base) {
    this.track = track;
    this.number = number;
    this.base = base;
    for (About.Missing missing : about.gaps().missing()) {
      if (missing.track().isEmpty() || missing.track().equals(track.name())) {
        reasons.put(missing.row() + "\n" + missing.task(), missing.reason());
      }
    }
  }

  Html html() {
    Html html = new Html().open("div", "class", "results", "data-results", number);
    html.open("fieldset", "class", "choice metric").element("legend", "Figure");
    for (Metric metric : Metric.values()) {
      html.open("label", "title", metric.meaning)
          .open(
              "input",
              "type",
              "radio",
              "name",
              "m" + number,
              "class",
              metric.key,
              "checked",
              metric == Metric.UAR ? "" : null)
          .text(metric.title)
          .close("label");
    }
    html.close("fieldset");
    html.open("fieldset", "class", "choice kinds", "hidden", "").element("legend", "Rows");
    for (String kind : kinds()) {
      html.open("label")
          .open("input", "type", "checkbox", "checked", "", "data-kind", kind)
          .name(kind)
          .close("label");
    }
    html.close("fieldset");
    for (Metric metric : Metric.values()) {
      table(html, metric);
    }
    return html.close("div");
  }

  private Set<String> kinds() {
    return track.rows().stream()
        .map(Track.Row::kind)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private void table(Html html, Metric metric) {
    String title = metric.title + " in percent, track " + Text.shortened(track.name());
    html.open(
        "div",
        "class",
        "scroll " + metric.key,
        "tabindex",
        "0",
        "role",
        "region",
        "aria-label",
        title);
    html.open("table", "class", "figures sortable");
    html.element("caption", title + ": mean over seeds ± standard deviation");
    html.open("thead").open("tr").element("th", "Row", "scope", "col", "class", "row");
    html.open("th", "scope", "col", "class", "mean").text("Mean").close("th");
    for (Track.Task task : track.tasks()) {
      html.open("th", "scope", "col", "title", about(task));
      html.append(Rows.heading(task)).close("th");
    }
    html.close("tr").close("thead").open("tbody").line();
    double[] best = new double[track.tasks().size() + 1];
    for (int c = -1; c < track.tasks().size(); c++) {
      best[c + 1] = Rows.best(track, c, metric);
    }
    for (int r = 0; r < track.rows().size(); r++) {
      row(html, r, metric, best);
    }
    html.close("tbody").close("table").close("div").line();
  }

  private static String about(Track.Task task) {
    return "%s: %s, %s"
        .formatted(
            Rows.title(task),
            Text.plural(task.utterances(), "utterance"),
            String.join(", ", task.labels()));
  }

  private void row(Html html, int index, Metric metric, double[] best) {
    Track.Row row = track.rows().get(index);
    boolean own = Rows.own(row);
    html.open("tr", "data-index", index, "data-kind", row.kind(), "class", own ? null : "apart");
    String explanation = Rows.explanation(row);
    html.open("th", "scope", "row", "title", explanation.isEmpty() ? null : explanation);
    html.name(row.name()).text(" ").open("span", "class", "kind").name(Rows.mark(row));
    html.close("span").close("th");
    for (int c = -1; c < track.tasks().size(); c++) {
      Figure figure = Rows.figure(row, c, metric);
      String task = c < 0 ? "" : track.tasks().get(c).name();
      boolean known = figure.isKnown();
      boolean isBest =
          known && own && figure.mean() == best[c + 1] && (c >= 0 || row.mean().isComplete());
      html.open(
          "td",
          "data-track",
          track.name(),
          "data-row",
          row.name(),
          "data-task",
          task,
          "data-metric",
          metric.key,
          "data-value",
          known ? Double.toString(figure.mean()) : "",
          "class",
          (c < 0 ? "mean" : "") + (isBest ? " best" : ""),
          "title",
          known ? seeds(figure, row, c) : reason(row, task));
      value(html, figure, row, c, isBest);
      html.close("td");
    }
    html.close("tr").line();
  }

  private void value(Html html, Figure figure, Track.Row row, int column, boolean best) {
    if (best) {
      html.element("span", "best ", "class", "unseen");
    }
    String link =
        column < 0
            ? null
            : row.cells().get(column).runs().values().stream()
                .map(folder -> Text.link(base, folder))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    if (link == null) {
      html.text(Text.percent(figure.mean()));
    } else {
      html.element("a", Text.percent(figure.mean()), "href", link);
    }
    if (column < 0 && isMarked(row)) {
      html.element("abbr", "*", "title", Rows.gaps(track, row));
    }
    if (Double.isFinite(figure.sd())) {
      html.element("small", " ± " + Text.percent(figure.sd()));
    }
  }

  /** What hovering says: the seeds and their values. */
  private String seeds(Figure figure, Track.Row row, int column) {
    StringBuilder text = new StringBuilder();
    if (column < 0 && isMarked(row)) {
      text.append(Rows.gaps(track, row)).append(' ');
    }
    if (figure.n() == 0) {
      return text.append(Rows.mark(row)).append(": ").append(Rows.explanation(row)).toString();
    }
    text.append("n = ").append(figure.n()).append(figure.n() == 1 ? " seed:" : " seeds:");
    figure
        .values()
        .forEach(
            (s, v) -> text.append(' ').append(s).append(": ").append(Text.percent(v)).append(','));
    return text.substring(0, text.length() - 1);
  }

  private boolean isMarked(Track.Row row) {
    return !row.mean().isComplete() && row.mean().lacking().size() < track.tasks().size();
  }

  private String reason(Track.Row row, String task) {
    if (task.isEmpty() && isMarked(row)) {
      return Rows.gaps(track, row);
    }
    // An empty name stands for all.
    return Stream.of(row.name() + "\n" + task, "\n" + task, row.name() + "\n")
        .map(reasons::get)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse("no figure");
  }
}
