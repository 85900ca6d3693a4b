package org.emodna.report.page;

import java.util.List;
import java.util.Locale;
import org.emodna.report.Comparison;
import org.emodna.report.Report;
import org.emodna.report.Track;

/** Differences between rows as a table with their intervals drawn: ablations, then all others. */
final class Comparisons {
  private static final int WIDTH = 240;
  private static final int HEIGHT = 20;

  private final Report report;

  Comparisons(Report report) {
    this.report = report;
  }

  /** What removing a part changes. */
  Html ablations() {
    return tables(true);
  }

  /** All other differences. */
  Html others() {
    return tables(false);
  }

  private Html tables(boolean ablations) {
    Html html = new Html();
    for (Track track : report.tracks()) {
      List<Comparison> some =
          report.comparisons().stream()
              .filter(c -> c.track().equals(track.name()) && ablation(track, c) == ablations)
              .toList();
      if (!some.isEmpty()) {
        table(html, track, some, ablations);
      }
    }
    return html;
  }

  private static boolean ablation(Track track, Comparison comparison) {
    return isAblation(track, comparison.a()) || isAblation(track, comparison.b());
  }

  private static boolean isAblation(Track track, String row) {
    return track.row(row).map(r -> r.kind().equals("ablation")).orElse(false);
  }

  private void table(Html html, Track track, List<Comparison> some, boolean ablations) {
    double reach =
        some.stream()
            .mapToDouble(
                c ->
                    Math.max(
                        Math.abs(c.difference().low()),
                        Math.max(
                            Math.abs(c.difference().high()),
                            Math.abs(c.difference().difference()))))
            .filter(Double::isFinite)
            .max()
            .orElse(0);
    reach = Math.max(0.01, Math.ceil(reach * 50) / 50);
    String title =
        (ablations ? "Ablations" : "Comparisons")
            + ", track "
            + Text.shortened(track.name())
            + ": difference in UAR, percentage points";
    html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", title);
    html.open("table", "class", "sortable comparisons").element("caption", title);
    html.open("thead").open("tr");
    html.element("th", "Row", "scope", "col");
    html.element("th", "against", "scope", "col", "class", "text");
    html.element("th", "Difference", "scope", "col");
    html.element("th", "95 % interval", "scope", "col", "title", "paired bootstrap");
    html.open("th", "scope", "col", "class", "plot", "data-unsorted", "").append(scale(reach));
    html.close("th");
    html.element("th", "Effect d", "scope", "col", "title", "Cohen's d for pairs: mean over sd");
    html.element("th", "p", "scope", "col", "title", "Wilcoxon's signed-rank test, two-sided");
    html.element("th", "p, Holm", "scope", "col", "title", "corrected over the track");
    html.element("th", "Pairs", "scope", "col", "title", "tasks whose difference is not 0");
    html.close("tr").close("thead").open("tbody").line();
    for (Comparison comparison : some) {
      row(html, comparison, reach);
    }
    html.close("tbody").close("table").close("div").line();
    html.element("p", smallest(some), "class", "note");
  }

  private void row(Html html, Comparison c, double reach) {
    Comparison.Difference d = c.difference();
    html.open("tr", "title", c.text());
    html.open("th", "scope", "row").name(c.a()).close("th");
    html.open("td", "class", "text").name(c.b()).close("td");
    cell(html, d.difference(), Text.points(d.difference()));
    cell(html, d.low(), "[" + Text.points(d.low()) + ", " + Text.points(d.high()) + "]");
    html.open("td", "class", "plot").append(interval(d, reach)).close("td");
    cell(html, d.effectSize(), Text.number(d.effectSize(), 2));
    cell(html, c.test().p(), Text.p(c.test().p()));
    cell(html, c.test().holm(), Text.p(c.test().holm()));
    cell(html, c.test().pairs(), Text.count(c.test().pairs()));
    html.close("tr").line();
  }

  private static void cell(Html html, double value, String text) {
    html.element("td", text, "data-sort", Double.isFinite(value) ? Double.toString(value) : "");
  }

  private static double x(double value, double reach) {
    return WIDTH / 2.0 + (WIDTH / 2.0 - 12) * Math.max(-1, Math.min(1, value / reach));
  }

  private static String at(double x) {
    return String.format(Locale.ROOT, "%.1f", x);
  }

  private Html scale(double reach) {
    Html html = svg("axis of the differences, percentage points");
    for (double tick : new double[] {-reach, 0, reach}) {
      html.element("text", Text.points(tick), "class", "tick", "x", at(x(tick, reach)), "y", 14);
    }
    return html.close("svg");
  }

  private Html interval(Comparison.Difference d, double reach) {
    Html html =
        svg(
            "%s, from %s to %s"
                .formatted(
                    Text.points(d.difference()), Text.points(d.low()), Text.points(d.high())));
    String middle = at(x(0, reach));
    html.mark("line", "class", "zero", "x1", middle, "x2", middle, "y1", 0, "y2", HEIGHT);
    if (Double.isFinite(d.low()) && Double.isFinite(d.high())) {
      html.mark(
          "line",
          "class",
          d.low() > 0 || d.high() < 0 ? "bar" : "bar open",
          "x1",
          at(x(d.low(), reach)),
          "x2",
          at(x(d.high(), reach)),
          "y1",
          HEIGHT / 2,
          "y2",
          HEIGHT / 2);
    }
    if (Double.isFinite(d.difference())) {
      boolean clear = d.low() > 0 || d.high() < 0;
      html.mark(
          "circle",
          "class",
          clear ? "dot" : "dot open",
          "cx",
          at(x(d.difference(), reach)),
          "cy",
          HEIGHT / 2,
          "r",
          4);
    }
    return html.close("svg");
  }

  private static Html svg(String label) {
    return new Html()
        .open(
            "svg",
            "role",
            "img",
            "aria-label",
            label,
            "width",
            WIDTH,
            "height",
            HEIGHT,
            "viewBox",
            "0 0 " + WIDTH + " " + HEIGHT);
  }

  /** What Wilcoxon's test can say of so few pairs. */
  private static String smallest(List<Comparison> some) {
    int pairs = some.stream().mapToInt(c -> c.test().pairs()).max().orElse(0);
    String rest =
        " Intervals come from a bootstrap over tasks and utterances, paired; a hollow dot means that"
            + " 0 lies within.";
    if (pairs < 6) {
      return "With fewer than six tasks whose difference is not 0, Wilcoxon's test can't go under"
          + " p = 0.05, so no p is given."
          + rest;
    }
    if (pairs > 12) {
      return "p of Wilcoxon's signed-rank test over tasks, corrected by Holm's method." + rest;
    }
    double least = Math.scalb(2, -pairs);
    return "Over %d tasks Wilcoxon's test can't give a p under %s (2 / 2^%1$d), however clear the difference, and Holm's correction multiplies it."
            .formatted(pairs, Text.number(least, 3))
        + rest;
  }
}
