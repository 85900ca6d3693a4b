package org.emodna.report.page;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.emodna.report.Comparison;

/** The common scale of a table's intervals, which has 0 on it. */
record Axis(double low, double high) {
  private static final int WIDTH = 200;
  private static final int MARGIN = 20;
  private static final int HEIGHT = 20;

  /** A scale that holds all differences and their intervals. */
  static Axis of(List<Comparison> comparisons) {
    double[] ends =
        comparisons.stream()
            .map(Comparison::difference)
            .flatMapToDouble(d -> DoubleStream.of(d.low(), d.high(), d.difference(), 0))
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    double low = Math.floor(50 * ends[0]) / 50;
    double high = Math.ceil(50 * ends[ends.length - 1]) / 50;
    return new Axis(low, Math.max(high, low + 0.02));
  }

  private String x(double value) {
    double share = (value - low) / (high - low);
    return String.format(Locale.ROOT, "%.1f", MARGIN + (WIDTH - 2 * MARGIN) * share);
  }

  /** Its ends and 0 in percentage points. */
  Html scale() {
    Html html = svg("axis of the differences, percentage points");
    DoubleStream.of(low, 0, high)
        .distinct()
        .forEach(
            tick -> {
              String text = Text.number(100 * tick, 0);
              html.element("text", text, "class", "tick", "x", x(tick), "y", 14);
            });
    return html.close("svg");
  }

  /** A difference with its interval; hollow where 0 lies within. */
  Html interval(Comparison.Difference d) {
    String label =
        "%s, from %s to %s"
            .formatted(Text.points(d.difference()), Text.points(d.low()), Text.points(d.high()));
    Html html = svg(label);
    html.mark("line", "class", "zero", "x1", x(0), "x2", x(0), "y1", 0, "y2", HEIGHT);
    boolean clear = d.low() > 0 || d.high() < 0;
    String middle = String.valueOf(HEIGHT / 2);
    if (Double.isFinite(d.low()) && Double.isFinite(d.high())) {
      html.mark(
          "line", "class", "bar", "x1", x(d.low()), "x2", x(d.high()), "y1", middle, "y2", middle);
    }
    if (Double.isFinite(d.difference())) {
      String type = clear ? "dot" : "dot open";
      html.mark("circle", "class", type, "cx", x(d.difference()), "cy", middle, "r", 4);
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
}
