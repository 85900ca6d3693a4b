package org.emodna.report.page;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.emodna.report.Figure;
import org.emodna.report.Track;

/**
 * A track at a glance: a narrow panel for each task and for their mean, a line for each row, all on
 * one scale; a dot with a bar of one standard deviation, a hollow diamond for what is published.
 */
final class Overview {
  private static final int LINE = 22;
  private static final int TOP = 46;
  private static final int LONGEST_LABEL = 34;
  private static final int GAP = 12;

  private final Track track;
  private final double low;
  private final double high;
  private final int panel;

  Overview(Track track) {
    this.track = track;
    double[] values =
        track.rows().stream()
            .flatMap(
                row ->
                    IntStream.range(-1, track.tasks().size())
                        .mapToObj(c -> Rows.figure(row, c, Metric.UAR)))
            .filter(Figure::isKnown)
            .flatMapToDouble(f -> DoubleStream.of(f.mean() - sd(f), f.mean() + sd(f)))
            .toArray();
    double least = Arrays.stream(values).min().orElse(0);
    double most = Arrays.stream(values).max().orElse(1);
    double chance = chance(null);
    low = Math.max(0, Math.floor(20 * ((chance < least ? chance : least) - 0.01)) / 20);
    high = Math.min(1, Math.max(low + 0.1, Math.ceil(20 * (most + 0.01)) / 20));
    panel = track.tasks().size() <= 8 ? 98 : 78;
  }

  private static double sd(Figure figure) {
    return Double.isNaN(figure.sd()) ? 0 : figure.sd();
  }

  /** The figure; empty where there are no rows. */
  Html html() {
    Html html = new Html();
    List<Track.Row> rows = track.rows();
    if (rows.isEmpty()) {
      return html;
    }
    int width = (track.tasks().size() + 1) * (panel + GAP);
    int height = TOP + rows.size() * LINE + 24;
    String title =
        "UAR of every row and " + track.noun() + ", track " + Text.shortened(track.name());
    html.open("figure", "class", "overview");
    html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", title);
    labels(html, height);
    open(
        html, width, height, title + ": the table below gives the same figures as numbers", "dots");
    for (int c = -1; c < track.tasks().size(); c++) {
      panel(html, c, (c + 1) * (panel + GAP), height);
    }
    html.close("svg").close("div");
    html.open("figcaption")
        .text(
            "UAR in percent, all panels on one scale. ● mean over seeds with a bar of ± 1 standard"
                + " deviation, ringed where it is the best row of this store; ◇ published, or the best"
                + " of several seeds. The dashed line is chance.")
        .close("figcaption");
    return html.close("figure").line();
  }

  /** The names of the rows, which stay in view while the panels scroll. */
  private void labels(Html html, int height) {
    int width =
        16
            + track.rows().stream()
                    .mapToInt(row -> Math.min(LONGEST_LABEL, Text.shortened(row.name()).length()))
                    .max()
                    .orElse(0)
                * 13
                / 2;
    open(html, width, height, "rows", "labels");
    for (int r = 0; r < track.rows().size(); r++) {
      Track.Row row = track.rows().get(r);
      String name = Text.shortened(row.name());
      int y = TOP + r * LINE + 15;
      html.open("text", "class", Rows.own(row) ? "label" : "label apart", "x", 8, "y", y);
      html.element("title", row.name() + " (" + Rows.mark(row) + ")");
      html.text(name.length() > LONGEST_LABEL ? name.substring(0, LONGEST_LABEL - 1) + "…" : name)
          .close("text");
    }
    html.close("svg");
  }

  private void open(Html html, int width, int height, String label, String type) {
    html.open(
        "svg",
        "class",
        type,
        "role",
        "img",
        "viewBox",
        "0 0 " + width + " " + height,
        "width",
        width,
        "height",
        height,
        "aria-label",
        label);
    for (int r = 0; r < track.rows().size(); r += 2) {
      int y = TOP + r * LINE;
      html.mark("rect", "class", "stripe", "x", 0, "y", y, "width", width, "height", LINE);
    }
  }

  private double x(double value, int left) {
    return left + 4 + (panel - 8) * (Math.max(low, Math.min(high, value)) - low) / (high - low);
  }

  private void panel(Html html, int column, int left, int height) {
    int bottom = height - 24;
    Track.Task task = column < 0 ? null : track.tasks().get(column);
    heading(html, task, left);
    double chance = chance(task);
    double step = high - low > 0.6 ? 0.4 : high - low > 0.25 ? 0.2 : 0.1;
    for (double tick = Math.ceil(low / step - 1e-9) * step; tick <= high + 1e-9; tick += step) {
      String at = at(x(tick, left));
      html.mark("line", "class", "grid", "x1", at, "x2", at, "y1", TOP, "y2", bottom);
      html.element("text", Text.number(100 * tick, 0), "class", "tick", "x", at, "y", bottom + 15);
    }
    if (chance > low && chance < high) {
      String at = at(x(chance, left));
      html.mark("line", "class", "chance", "x1", at, "x2", at, "y1", TOP, "y2", bottom);
    }
    double best = Rows.best(track, column, Metric.UAR);
    for (int r = 0; r < track.rows().size(); r++) {
      Track.Row row = track.rows().get(r);
      Figure figure = Rows.figure(row, column, Metric.UAR);
      if (figure.isKnown()) {
        mark(html, row, figure, new Spot(left, TOP + r * LINE + LINE / 2), figure.mean() == best);
      }
    }
  }

  private record Spot(int left, int y) {}

  private void heading(Html html, Track.Task task, int left) {
    int most = panel / 7;
    if (task == null) {
      html.element("text", "Mean", "class", "head strong", "x", left + 4, "y", TOP - 10);
    } else {
      String[] lines = Rows.title(task).split(" (?=→ )", 2);
      for (int i = 0; i < lines.length; i++) {
        String shown = Text.shortened(lines[i]);
        html.open(
            "text", "class", "head", "x", left + 4, "y", TOP - 10 - 14 * (lines.length - 1 - i));
        html.element("title", Rows.title(task));
        html.text(shown.length() > most ? shown.substring(0, most - 1) + "…" : shown);
        html.close("text");
      }
    }
  }

  /** One over the number of classes; NaN for the mean of tasks of different numbers. */
  private double chance(Track.Task task) {
    int[] sizes =
        track.tasks().stream()
            .filter(t -> task == null || t == task)
            .mapToInt(t -> t.labels().size())
            .distinct()
            .toArray();
    return sizes.length == 1 && sizes[0] > 0 ? 1.0 / sizes[0] : Double.NaN;
  }

  private void mark(Html html, Track.Row row, Figure figure, Spot spot, boolean best) {
    double x = x(figure.mean(), spot.left);
    html.open("g", "class", Rows.own(row) ? "own" : "apart");
    html.element(
        "title",
        row.name()
            + ": "
            + Text.percent(figure.mean())
            + (figure.n() > 1
                ? " ± " + Text.percent(figure.sd()) + ", n = " + figure.n()
                : figure.n() == 0 ? ", " + Rows.mark(row) : ", one seed"));
    if (Rows.own(row)) {
      if (sd(figure) > 0) {
        html.mark(
            "line",
            "class",
            "bar",
            "x1",
            at(x(figure.mean() - figure.sd(), spot.left)),
            "x2",
            at(x(figure.mean() + figure.sd(), spot.left)),
            "y1",
            spot.y,
            "y2",
            spot.y);
      }
      html.mark("circle", "class", "dot", "cx", at(x), "cy", spot.y, "r", 3.5);
      if (best) {
        html.mark("circle", "class", "ring", "cx", at(x), "cy", spot.y, "r", 6.5);
      }
    } else {
      html.mark(
          "path",
          "class",
          "diamond",
          "d",
          "M%s %d l5 5 l-5 5 l-5 -5 z".formatted(at(x), spot.y - 5));
    }
    html.close("g");
  }

  private static String at(double x) {
    return String.format(Locale.ROOT, "%.1f", x);
  }
}
