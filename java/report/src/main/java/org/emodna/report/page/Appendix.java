package org.emodna.report.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.emodna.report.About;
import org.emodna.report.Change;
import org.emodna.report.CorpusFacts;
import org.emodna.report.Detail;
import org.emodna.report.Figure;
import org.emodna.report.Hardware;
import org.emodna.report.Report;
import org.emodna.report.Track;
import org.emodna.report.ValidatorQuality;

/** The smaller tables: recalls, validators, changes, corpora, machines, what is missing. */
final class Appendix {
  private static final int MOST_GAPS = 500;

  private final Report report;
  private final String base;

  Appendix(Report report, String base) {
    this.report = report;
    this.base = base;
  }

  /** Mean over tasks of each class's recall, by row. */
  Html recalls() {
    Html html = new Html();
    for (Track track : report.tracks()) {
      Map<String, Map<String, List<Double>>> byRow = new LinkedHashMap<>();
      List<String> labels = new ArrayList<>();
      for (Detail detail : report.details()) {
        if (detail.place().track().equals(track.name())) {
          for (Detail.Recall recall : detail.recalls()) {
            if (!Double.isNaN(recall.mean())) {
              if (!labels.contains(recall.label())) {
                labels.add(recall.label());
              }
              byRow
                  .computeIfAbsent(detail.place().row(), r -> new LinkedHashMap<>())
                  .computeIfAbsent(recall.label(), l -> new ArrayList<>())
                  .add(recall.mean());
            }
          }
        }
      }
      if (labels.isEmpty()) {
        continue;
      }
      List<String> columns = new ArrayList<>(List.of("Row"));
      columns.addAll(labels);
      PlainTable table =
          new PlainTable(
              "Recall of each class in percent, mean over "
                  + track.noun()
                  + "s, track "
                  + Text.shortened(track.name()),
              columns);
      byRow.forEach(
          (row, recalls) -> {
            Object[] values = new Object[columns.size()];
            values[0] = row;
            for (int c = 1; c < values.length; c++) {
              values[c] =
                  PlainTable.Shown.percent(
                      recalls.getOrDefault(columns.get(c), List.of()).stream()
                          .mapToDouble(v -> v)
                          .average()
                          .orElse(Double.NaN));
            }
            table.row(values);
          });
      html.append(table.end());
    }
    return html;
  }

  Html validators() {
    PlainTable table =
        new PlainTable(
            "Spearman's rank correlation of figures that need no labels with the true UAR",
            List.of("Validator", "over all runs", "n", "within tasks", "n", "within runs", "n"));
    for (ValidatorQuality v : report.validators()) {
      table.row(
          v.name(),
          correlation(v.overRuns()),
          v.overRuns().n(),
          correlation(v.withinTasks()),
          v.withinTasks().n(),
          correlation(v.withinRuns()),
          v.withinRuns().n());
    }
    return table
        .end()
        .element(
            "p",
            "Over all runs: all runs together, each at the epoch of its predictions. Within tasks: the"
                + " same for the runs of one task, mean over tasks. Within runs: over the epochs of a"
                + " run, mean over runs; this is what choosing an epoch by the validator relies on."
                + " Only the last two compare like with like: over all runs, models are surer on"
                + " easier tasks, whatever their quality.",
            "class",
            "note");
  }

  private static PlainTable.Shown correlation(ValidatorQuality.Correlation c) {
    String sign = c.spearman() > 0 ? "+" : "";
    return new PlainTable.Shown(c.spearman(), sign + Text.number(c.spearman(), 2));
  }

  Html changes() {
    PlainTable table =
        new PlainTable(
            "UAR here and in the other store, in percent",
            List.of("Row", "Track", "Task", "Here", "There", "Change"));
    for (Change change : report.changes()) {
      double difference = change.here().mean() - change.there().mean();
      table.row(
          change.row(),
          Text.shortened(change.track()),
          change.task().isEmpty() ? "mean" : Text.shortened(change.task()),
          figure(change.here()),
          figure(change.there()),
          new PlainTable.Shown(difference, Text.points(difference)));
    }
    return table.end();
  }

  private static PlainTable.Shown figure(Figure figure) {
    String sd = figure.n() > 1 ? " ± " + Text.percent(figure.sd()) : "";
    return new PlainTable.Shown(figure.mean(), Text.percent(figure.mean()) + sd);
  }

  Html corpora() {
    PlainTable table =
        new PlainTable(
            "Corpora",
            List.of("Corpus", "Utterances", "Speakers", "Classes", "Reader", "SHA-256", "Notes"));
    for (CorpusFacts corpus : report.about().corpora()) {
      StringBuilder classes = new StringBuilder();
      corpus
          .classes()
          .forEach(
              (name, n) ->
                  classes
                      .append(classes.isEmpty() ? "" : ", ")
                      .append(Text.shortened(name))
                      .append(' ')
                      .append(n));
      String hash = corpus.sha256();
      table.row(
          corpus.name(),
          corpus.utterances(),
          corpus.speakers(),
          classes.toString(),
          Text.shortened(corpus.reader()),
          new Html().element("code", hash.substring(0, Math.min(12, hash.length())), "title", hash),
          String.join(" ", corpus.notes()));
    }
    return table.end();
  }

  Html hardware() {
    PlainTable table =
        new PlainTable(
            "What the runs ran on",
            List.of("Device", "Kind", "Instructions", "Java", "EMO-DNA", "Commit", "Runs", "Time"));
    for (Hardware h : report.hardware()) {
      table.row(
          h.deviceName().isBlank() ? h.device() : h.deviceName(),
          h.device(),
          h.instructions(),
          h.java(),
          h.version(),
          new Html()
              .element(
                  "code",
                  h.commit().substring(0, Math.min(12, h.commit().length())),
                  "title",
                  h.commit()),
          h.runs(),
          new PlainTable.Shown(h.seconds(), Text.duration(h.seconds())));
    }
    return table
        .end()
        .element(
            "p",
            "Runs that were trained in the same steps each count their share of the time.",
            "class",
            "note");
  }

  Html gaps() {
    Html html = new Html();
    List<About.Failure> failures = report.about().gaps().failures();
    if (!failures.isEmpty()) {
      PlainTable table =
          new PlainTable(
              "Failed runs", List.of("Row", "Track", "Task", "Seed", "What went wrong", "Run"));
      failures.stream().limit(MOST_GAPS).forEach(f -> failure(table, f));
      html.append(table.end());
      more(html, failures.size());
    }
    List<About.Missing> missing = report.about().gaps().missing();
    if (!missing.isEmpty()) {
      PlainTable table =
          new PlainTable(
              "Missing runs, and what was left out",
              List.of("Row", "Track", "Task", "Seeds", "Why"));
      for (About.Missing m : missing.subList(0, Math.min(MOST_GAPS, missing.size()))) {
        String seeds =
            m.seeds().isEmpty() ? "left out" : m.seeds().toString().replaceAll("[\\[\\]]", "");
        table.row(all(m.row()), all(m.track()), all(m.task()), seeds, m.reason());
      }
      html.append(table.end());
      more(html, missing.size());
    }
    List<About.Unusable> unusable = report.about().gaps().unusable();
    if (!unusable.isEmpty()) {
      PlainTable table =
          new PlainTable("Recordings that runs could not use", List.of("Recording", "Why", "Runs"));
      unusable.forEach(one -> table.row(one.path(), one.reason(), one.runs()));
      html.append(table.end());
    }
    List<About.Warning> warnings = report.about().gaps().warnings();
    if (!warnings.isEmpty()) {
      PlainTable table = new PlainTable("Warnings of runs", List.of("Warning", "Runs"));
      warnings.forEach(one -> table.row(one.text(), one.runs()));
      html.append(table.end());
    }
    return html;
  }

  private static String all(String name) {
    return name.isEmpty() ? "all" : Text.shortened(name);
  }

  private void failure(PlainTable table, About.Failure f) {
    String link = Text.link(base, f.run());
    table.row(
        f.row(),
        Text.shortened(f.track()),
        Text.shortened(f.task()),
        f.seed(),
        f.problem(),
        link == null
            ? new Html().text(Text.shortened(f.run()))
            : new Html().element("a", "folder", "href", link));
  }

  private static void more(Html html, int size) {
    if (size > MOST_GAPS) {
      html.element(
          "p", "And " + Text.count(size - MOST_GAPS) + " more, in report.json.", "class", "note");
    }
  }

  /** The protocol file as it was. */
  Html protocol() {
    String text = report.about().protocol().text();
    int most = 200_000;
    return new Html()
        .open("details")
        .element("summary", "The protocol file")
        .element(
            "pre", text.length() > most ? text.substring(0, most) + "\n…" : text, "tabindex", "0")
        .close("details");
  }
}
