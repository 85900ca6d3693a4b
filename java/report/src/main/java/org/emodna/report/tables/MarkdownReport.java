package org.emodna.report.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.emodna.report.About;
import org.emodna.report.Change;
import org.emodna.report.Comparison;
import org.emodna.report.CorpusFacts;
import org.emodna.report.Figure;
import org.emodna.report.Figures;
import org.emodna.report.Hardware;
import org.emodna.report.Percent;
import org.emodna.report.Report;
import org.emodna.report.Sentences;
import org.emodna.report.Track;
import org.emodna.report.ValidatorQuality;
import org.emodna.report.statistics.PairedTask;

/** A report for people, as Markdown. */
final class MarkdownReport {
  /** Longer lists of failures and gaps are cut: runs.csv has all. */
  private static final int MOST_LINES = 50;

  private final Report report;
  private final StringBuilder text = new StringBuilder();

  MarkdownReport(Report report) {
    this.report = report;
  }

  String text() {
    About about = report.about();
    line("# " + safe(about.title()));
    if (!about.protocol().description().isBlank()) {
      line(safe(about.protocol().description().strip()));
    }
    line("Figures in percent, mean ± standard deviation (n − 1) over seeds.");
    bullets("Notes", about.notes().stream().map(MarkdownText::of).toList());
    for (Track track : report.tracks()) {
      line("## Track: " + safe(track.name()));
      table(track, "UAR", Figures::uar);
      table(track, "WAR", Figures::war);
      footnotes(track);
      comparisons(track);
    }
    changes();
    validators();
    corpora();
    hardware();
    gaps(about.gaps());
    return text.toString();
  }

  private void line(String markdown) {
    text.append(markdown).append("\n\n");
  }

  private static String safe(String value) {
    return MarkdownText.of(value);
  }

  private void bullets(String heading, List<String> lines) {
    if (lines.isEmpty()) {
      return;
    }
    line("### " + heading);
    lines.stream().limit(MOST_LINES).forEach(one -> text.append("- ").append(one).append('\n'));
    if (lines.size() > MOST_LINES) {
      text.append("- and ").append(lines.size() - MOST_LINES).append(" more, in report.json\n");
    }
    text.append('\n');
  }

  private void row(List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private void head(List<String> names, int left) {
    row(names);
    text.append('|').append("---|".repeat(left)).append("--:|".repeat(names.size() - left));
    text.append('\n');
  }

  private void table(Track track, String metric, Function<Figures, Figure> which) {
    line("### " + metric);
    List<String> names = new ArrayList<>(List.of("row", "kind"));
    track.tasks().forEach(task -> names.add(safe(task.name())));
    names.add("mean");
    head(names, 2);
    for (Track.Row row : track.rows()) {
      List<String> cells = new ArrayList<>(List.of(safe(row.name()), safe(Kinds.of(row))));
      row.cells().forEach(cell -> cells.add(Percent.of(which.apply(cell.figures()), " ± ")));
      cells.add(
          Percent.of(which.apply(row.mean().figures()), " ± ")
              + (Kinds.isIncomplete(row) ? " (incomplete)" : ""));
      row(cells);
    }
    text.append('\n');
  }

  private void footnotes(Track track) {
    List<String> notes = new ArrayList<>();
    for (Track.Row row : track.rows()) {
      if (row.published() != null) {
        notes.add(published(row));
      } else if (row.kind().equals("best of seeds")) {
        notes.add("**" + safe(row.name()) + "**: " + safe(row.description()));
      }
      if (Kinds.isIncomplete(row)) {
        notes.add(incomplete(track, row));
      }
    }
    bullets("About these rows", notes);
  }

  private static String withoutStop(String sentence) {
    return sentence.strip().replaceFirst("\\.$", "");
  }

  private static String published(Track.Row row) {
    List<String> parts = new ArrayList<>();
    parts.add(row.published().bestCase() ? "published, a best case" : "published");
    if (!row.published().note().isBlank()) {
      parts.add(safe(withoutStop(row.published().note())));
    }
    if (!row.published().source().isBlank()) {
      parts.add(safe(withoutStop(row.published().source())));
    }
    return "**" + safe(row.name()) + "**: " + String.join("; ", parts) + ".";
  }

  /** What a mean is without, and what follows. */
  private static String incomplete(Track track, Track.Row row) {
    Track.Mean mean = row.mean();
    StringBuilder text = new StringBuilder("**" + safe(row.name()) + "** is incomplete:");
    if (!mean.lacking().isEmpty()) {
      text.append(
          " it lacks %d of %d %ss (%s)"
              .formatted(
                  mean.lacking().size(),
                  row.cells().size(),
                  track.noun(),
                  safe(String.join(", ", mean.lacking()))));
    }
    if (!mean.lackingSeeds().isEmpty()) {
      text.append(mean.lacking().isEmpty() ? "" : ", and")
          .append(" not every %s has ".formatted(track.noun()))
          .append(Kinds.seeds(mean.lackingSeeds()));
    }
    return text.append(
            mean.figures().uar().isKnown()
                ? ". Its mean is over the rest and can't be compared with those of other rows."
                : ". It has no mean, since no seed is common to all.")
        .toString();
  }

  private void comparisons(Track track) {
    List<String> sentences = new ArrayList<>();
    for (Comparison one : report.comparisons()) {
      if (one.track().equals(track.name())) {
        sentences.add(Sentences.of(one, track.noun(), MarkdownText::of) + ".");
      }
    }
    if (sentences.isEmpty()) {
      return;
    }
    bullets("Differences", sentences);
    line(
        "In brackets: 95 %% percentile bootstrap over %ss and, within them, over speakers (over utterances of each class where fewer than %d speakers are known); seeds are averaged, not drawn. Methods are compared with the source-only baseline that has the highest mean, which is chosen by target labels."
            .formatted(track.noun(), PairedTask.FEWEST_SPEAKERS));
  }

  private void changes() {
    if (report.changes().isEmpty()) {
      return;
    }
    line("## Compared with the other store");
    head(List.of("track", "row", "task", "UAR here", "UAR there", "difference"), 3);
    for (Change one : report.changes()) {
      row(
          List.of(
              safe(one.track()),
              safe(one.row()),
              one.task().isEmpty() ? "mean" : safe(one.task()),
              Percent.of(one.here(), " ± "),
              Percent.of(one.there(), " ± "),
              Percent.signed(one.here().mean() - one.there().mean())));
    }
    text.append('\n');
  }

  private void validators() {
    if (report.validators().isEmpty()) {
      return;
    }
    line("## Validators");
    line(
        "Spearman's correlation of figures that need no labels with the true UAR. In brackets: how many"
            + " runs, tasks and runs there are.");
    head(List.of("validator", "over all runs", "within tasks", "within runs, over epochs"), 1);
    for (ValidatorQuality one : report.validators()) {
      row(
          List.of(
              safe(one.name()),
              correlation(one.overRuns()),
              correlation(one.withinTasks()),
              correlation(one.withinRuns())));
    }
    text.append('\n');
  }

  private static String correlation(ValidatorQuality.Correlation of) {
    return Double.isNaN(of.spearman())
        ? "– (" + of.n() + ")"
        // Not "-0.00".
        : String.format(Locale.ROOT, "%.2f (%d)", of.spearman(), of.n()).replace("-0.00", "0.00");
  }

  private void corpora() {
    if (report.about().corpora().isEmpty()) {
      return;
    }
    line("## Corpora");
    head(List.of("corpus", "reader", "classes", "utterances", "speakers"), 3);
    for (CorpusFacts one : report.about().corpora()) {
      List<String> classes = new ArrayList<>();
      one.classes().forEach((name, n) -> classes.add(safe(name) + " " + n));
      row(
          List.of(
              safe(one.name()),
              safe(one.reader()),
              String.join(", ", classes),
              Integer.toString(one.utterances()),
              Integer.toString(one.speakers())));
    }
    text.append('\n');
  }

  private void hardware() {
    if (report.hardware().isEmpty()) {
      return;
    }
    line("## Hardware and time");
    head(List.of("device", "name", "instructions", "version", "commit", "runs", "hours"), 5);
    for (Hardware one : report.hardware()) {
      row(
          List.of(
              safe(one.device()),
              safe(one.deviceName()),
              safe(one.instructions()),
              safe(one.version()),
              safe(one.commit()),
              Long.toString(one.runs()),
              String.format(Locale.ROOT, "%.2f", one.seconds() / 3600)));
    }
    text.append('\n');
  }

  private void gaps(About.Gaps gaps) {
    if (gaps.isEmpty()) {
      return;
    }
    line("## What is missing from the figures");
    bullets(
        "Corpora that were not found",
        gaps.missingCorpora().stream()
            .map(one -> safe(one.name()) + ": " + safe(one.reason()))
            .toList());
    bullets(
        "Failed runs (" + gaps.failures().size() + ")",
        gaps.failures().stream()
            .map(
                one ->
                    "%s, %s, %s, seed %d: %s"
                        .formatted(
                            safe(one.track()),
                            safe(one.row()),
                            safe(one.task()),
                            one.seed(),
                            safe(one.problem())))
            .toList());
    bullets(
        "Recordings that runs could not use",
        gaps.unusable().stream()
            .map(
                one ->
                    safe(one.path())
                        + ": "
                        + safe(one.reason())
                        + " ("
                        + Sentences.count(one.runs(), "run")
                        + ")")
            .toList());
    bullets(
        "Warnings of runs",
        gaps.warnings().stream()
            .map(one -> safe(one.text()) + " (" + Sentences.count(one.runs(), "run") + ")")
            .toList());
    long runs = gaps.missing().stream().mapToLong(one -> one.seeds().size()).sum();
    bullets(
        "Missing runs (" + runs + ") and cells left out",
        gaps.missing().stream().map(MarkdownReport::missing).toList());
  }

  private static String missing(About.Missing one) {
    String seeds =
        one.seeds().isEmpty() ? "" : ", seeds " + one.seeds().toString().replaceAll("[\\[\\]]", "");
    String place =
        Stream.of(one.track(), one.row(), one.task())
            .filter(name -> !name.isEmpty())
            .map(MarkdownReport::safe)
            .collect(Collectors.joining(", "));
    return place + seeds + ": " + safe(one.reason());
  }
}
