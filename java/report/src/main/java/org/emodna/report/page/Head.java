package org.emodna.report.page;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.emodna.report.About;
import org.emodna.report.Figure;
import org.emodna.report.Hardware;
import org.emodna.report.Report;
import org.emodna.report.Track;

/** What a reader must know first: what was run, what came out, what is not in it. */
final class Head {
  /** Characters of a protocol's description, whose whole text is further below. */
  private static final int LONGEST_LEAD = 1000;

  private final Report report;
  private final About about;

  Head(Report report) {
    this.report = report;
    about = report.about();
  }

  Html html() {
    Html html = new Html().open("header");
    html.open("h1").name(about.title()).close("h1");
    if (!about.protocol().description().isBlank()) {
      html.element("p", lead(about.protocol().description().strip()), "class", "lead");
    }
    html.open("ul", "class", "findings");
    for (Track track : report.tracks()) {
      finding(html, track);
    }
    html.close("ul").open("dl", "class", "facts");
    fact(html, "Protocol", about.protocol().name());
    fact(
        html,
        "Made",
        about.made().replaceFirst("^(\\d{4}-\\d\\d-\\d\\d)T(\\d\\d:\\d\\d).*Z$", "$1 $2 UTC"));
    fact(html, "Runs", runs());
    fact(html, "Device", devices());
    fact(
        html,
        "Time",
        Text.duration(report.hardware().stream().mapToDouble(Hardware::seconds).sum()));
    fact(html, "Store", about.folder());
    html.close("dl");
    warnings(html);
    return html.close("header");
  }

  private static String lead(String text) {
    return text.length() <= LONGEST_LEAD
        ? text
        : text.substring(0, text.offsetByCodePoints(0, LONGEST_LEAD / 2)) + "…";
  }

  private static void fact(Html html, String name, String value) {
    if (value.isBlank()) {
      return;
    }
    html.open("div").element("dt", name).open("dd").name(value).close("dd").close("div");
  }

  /** The best row of the store in a track, then the best published one. */
  private void finding(Html html, Track track) {
    Optional<Track.Row> own =
        best(track.rows().stream().filter(r -> Rows.own(r) && r.mean().isComplete()).toList());
    if (own.isEmpty()) {
      html.open("li").element("b", Text.NONE, "class", "big").open("span");
      html.text("Track ").name(track.name());
      html.text(": no row has every %s and seed yet.".formatted(track.noun()));
      html.close("span").close("li");
      return;
    }
    Figure figure = Rows.figure(own.get(), -1, Metric.UAR);
    html.open("li").element("b", Text.percent(figure.mean()) + " %", "class", "big").open("span");
    html.text("mean UAR of ").open("b").name(own.get().name()).close("b");
    html.text(" over " + Text.plural(track.tasks().size(), track.noun()));
    if (figure.n() > 1) {
      html.text(", ± %s over %d seeds".formatted(Text.percent(figure.sd()), figure.n()));
    }
    html.text(": the best row of this store in the track ").name(track.name()).text(".");
    best(track.rows().stream()
            .filter(r -> r.published() != null && r.mean().lacking().isEmpty())
            .toList())
        .ifPresent(
            row -> {
              html.text(" For comparison: ").name(row.name()).text(" with ");
              html.text(Text.percent(Rows.figure(row, -1, Metric.UAR).mean()) + " % (");
              html.name(Rows.mark(row)).text(").");
            });
    html.close("span").close("li");
  }

  private static Optional<Track.Row> best(List<Track.Row> rows) {
    return rows.stream()
        .filter(r -> Rows.figure(r, -1, Metric.UAR).isKnown())
        .max(Comparator.comparingDouble(r -> Rows.figure(r, -1, Metric.UAR).mean()));
  }

  private String runs() {
    long runs = report.hardware().stream().mapToLong(Hardware::runs).sum();
    int failed = about.gaps().failures().size();
    int missing = about.gaps().missing().stream().mapToInt(m -> m.seeds().size()).sum();
    return Text.count(runs)
        + (failed > 0 ? ", " + Text.count(failed) + " failed" : "")
        + (missing > 0 ? ", " + Text.count(missing) + " missing" : "");
  }

  private String devices() {
    return report.hardware().stream()
        .map(
            h ->
                "%s (%s)"
                    .formatted(
                        h.deviceName().isBlank() ? h.device() : h.deviceName(),
                        (h.device() + " " + h.instructions()).strip().toLowerCase(Locale.ROOT)))
        .filter(Objects::nonNull)
        .distinct()
        .collect(Collectors.joining("; "));
  }

  private void warnings(Html html) {
    About.Gaps gaps = about.gaps();
    if (about.notes().isEmpty() && gaps.isEmpty()) {
      return;
    }
    html.open("aside", "class", "notes", "aria-label", "Notes").element("h2", "Before you read");
    html.open("ul");
    for (String note : about.notes()) {
      html.element("li", note);
    }
    for (About.MissingCorpus corpus : gaps.missingCorpora()) {
      html.open("li").text("Corpus not found: ").name(corpus.name()).text(": " + corpus.reason());
      html.close("li");
    }
    if (!gaps.failures().isEmpty()) {
      html.open("li").element("a", Text.plural(gaps.failures().size(), "run"), "href", "#gaps");
      html.text(" failed and no figure includes them.").close("li");
    }
    long lacking = gaps.missing().stream().filter(m -> !m.seeds().isEmpty()).count();
    if (lacking > 0) {
      html.open("li").element("a", Text.plural(lacking, "cell"), "href", "#gaps");
      html.text((lacking == 1 ? " lacks" : " lack") + " runs.").close("li");
    }
    if (lacking < gaps.missing().size()) {
      html.open("li").text("Some tasks or cells were ");
      html.element("a", "left out", "href", "#gaps").text(", with reasons.").close("li");
    }
    if (!gaps.unusable().isEmpty()) {
      html.open("li")
          .element("a", Text.plural(gaps.unusable().size(), "recording"), "href", "#gaps")
          .text(" could not be used by some or all of the runs.")
          .close("li");
    }
    if (!gaps.warnings().isEmpty()) {
      html.open("li")
          .element("a", Text.plural(gaps.warnings().size(), "warning"), "href", "#gaps")
          .text(" came from runs.")
          .close("li");
    }
    html.close("ul").close("aside");
  }
}
