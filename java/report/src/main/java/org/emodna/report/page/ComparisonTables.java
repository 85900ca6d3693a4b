package org.emodna.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.emodna.report.Comparison;
import org.emodna.report.Report;
import org.emodna.report.Track;
import org.emodna.report.statistics.PairedTask;
import org.emodna.report.statistics.SignedRank;

/** Differences between rows as a table with their intervals drawn: ablations, then all others. */
final class ComparisonTables {
  /** Which side of all comparisons is one and the same row. */
  private enum Held {
    FIRST,
    SECOND,
    NEITHER;

    static Held of(List<Comparison> some) {
      if (some.stream().map(Comparison::a).distinct().count() == 1) {
        return FIRST;
      }
      return some.stream().map(Comparison::b).distinct().count() == 1 ? SECOND : NEITHER;
    }
  }

  private final Report report;

  ComparisonTables(Report report) {
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
    List<Comparison> all = new ArrayList<>();
    Set<String> nouns = new TreeSet<>();
    for (Track track : report.tracks()) {
      List<Comparison> some =
          report.comparisons().stream()
              .filter(c -> c.track().equals(track.name()) && ablation(track, c) == ablations)
              .toList();
      if (!some.isEmpty()) {
        table(html, track, some, ablations);
        all.addAll(some);
        nouns.add(track.noun());
      }
    }
    if (!all.isEmpty()) {
      html.element(
          "p", notes(all, nouns.size() == 1 ? nouns.iterator().next() : "task"), "class", "note");
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
    Axis axis = Axis.of(some);
    // Usually one row is held against all others: then it stands in the caption.
    Held held = Held.of(some);
    String title =
        "%s, track %s: UAR of %s minus that of %s, in percentage points"
            .formatted(
                ablations ? "Ablations" : "Comparisons",
                Text.shortened(track.name()),
                held == Held.FIRST ? Text.shortened(some.get(0).a()) : "the row",
                switch (held) {
                  case FIRST -> "the row";
                  case SECOND -> Text.shortened(some.get(0).b());
                  case NEITHER -> "the second row";
                });
    html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", title);
    html.open("table", "class", "sortable comparisons").element("caption", title);
    html.open("thead").open("tr");
    html.element("th", "Row", "scope", "col");
    if (held == Held.NEITHER) {
      html.element("th", "Second", "scope", "col", "class", "text");
    }
    html.element("th", "Difference", "scope", "col");
    html.element("th", "95 % interval", "scope", "col", "title", "paired bootstrap");
    html.open("th", "scope", "col", "class", "plot", "data-unsorted", "").append(axis.scale());
    html.close("th");
    html.element("th", "Effect d", "scope", "col", "title", "Cohen's d for pairs: mean over sd");
    html.element("th", "p", "scope", "col", "title", "Wilcoxon's signed-rank test, two-sided");
    html.element("th", "p, Holm", "scope", "col", "title", "corrected over the track");
    html.element(
        "th", "Pairs", "scope", "col", "title", track.noun() + "s whose difference is not 0");
    html.close("tr").close("thead").open("tbody").line();
    for (Comparison comparison : some) {
      row(html, comparison, axis, held);
    }
    html.close("tbody").close("table").close("div").line();
  }

  private void row(Html html, Comparison c, Axis axis, Held held) {
    Comparison.Difference d = c.difference();
    html.open("tr", "title", c.text());
    html.open("th", "scope", "row").name(held == Held.FIRST ? c.b() : c.a()).close("th");
    if (held == Held.NEITHER) {
      html.open("td", "class", "text").name(c.b()).close("td");
    }
    cell(html, d.difference(), Text.points(d.difference()));
    cell(html, d.low(), "[" + Text.points(d.low()) + ", " + Text.points(d.high()) + "]");
    html.open("td", "class", "plot").append(axis.interval(d)).close("td");
    cell(html, d.effectSize(), Text.number(d.effectSize(), 2));
    cell(html, c.test().p(), Text.p(c.test().p()));
    cell(html, c.test().holm(), Text.p(c.test().holm()));
    cell(html, c.test().pairs(), Text.count(c.test().pairs()));
    html.close("tr").line();
  }

  private static void cell(Html html, double value, String text) {
    html.element("td", text, "data-sort", Double.isFinite(value) ? Double.toString(value) : "");
  }

  /** How intervals are made, and what Wilcoxon's test can say with so few pairs. */
  private static String notes(List<Comparison> some, String task) {
    int pairs = some.stream().mapToInt(c -> c.test().pairs()).max().orElse(0);
    int family = some.stream().mapToInt(c -> c.test().family()).max().orElse(0);
    String test =
        pairs < SignedRank.FEWEST_PAIRS
            ? "Wilcoxon's test needs at least %d %ss with a difference: with fewer, no p could be less than 0.05, so none is given."
                .formatted(SignedRank.FEWEST_PAIRS, task)
            : "p is that of Wilcoxon's signed-rank test over %ss. With %s it can't be less than %s, however clear the difference; Holm's correction for %s multiplies it by up to that number."
                .formatted(
                    task,
                    Text.plural(pairs, task),
                    Text.p(SignedRank.smallest(pairs)),
                    Text.plural(family, "test"));
    return "%s The 95 %% intervals come from a paired bootstrap over %ss and, within them, %s; a hollow dot means that 0 lies within the interval."
        .formatted(test, task, drawn(some));
  }

  private static String drawn(List<Comparison> some) {
    int tasks = some.stream().mapToInt(c -> c.size().tasks()).sum();
    int bySpeaker = some.stream().mapToInt(c -> c.size().bySpeaker()).sum();
    if (bySpeaker == tasks) {
      return "over speakers";
    }
    return bySpeaker == 0
        ? "over utterances of each class"
        : "over speakers where at least %d are known, else over utterances of each class"
            .formatted(PairedTask.FEWEST_SPEAKERS);
  }
}
