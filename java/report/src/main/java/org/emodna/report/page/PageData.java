package org.emodna.report.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.emodna.report.Detail;
import org.emodna.report.Figure;
import org.emodna.report.Percent;
import org.emodna.report.Projection;
import org.emodna.report.Report;
import org.emodna.report.Track;

/**
 * What the page's script draws from, as compact JSON: names stand once and are meant by their
 * number, fractions are whole ten-millionths, curves have no more points than a chart shows. A
 * store of 10,000 runs makes some megabytes of it.
 */
final class PageData {
  /** Of curves in all, so that a page of many cells stays small; each has at least {@link #FEW}. */
  private static final long CURVE_POINTS = 400_000;

  private static final int FEW = 10;
  private static final int MANY = 120;
  private static final int MOST_SPEAKERS = 200;
  private static final int MOST_PROJECTIONS = 400;

  private final Report report;
  private final String base;
  private final StringWriter text = new StringWriter();
  private final JsonGenerator json;
  private final Map<String, Integer> names = new HashMap<>();
  private final List<String> nameList = new ArrayList<>();
  private final Map<Detail.Place, int[]> places = new HashMap<>();

  /**
   * @param base the store seen from the page, as {@link PageWriter#html(Report, String)} has it
   */
  PageData(Report report, String base) {
    this.report = report;
    this.base = base;
    try {
      json = new JsonFactory().createGenerator(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (int t = 0; t < report.tracks().size(); t++) {
      Track track = report.tracks().get(t);
      for (int r = 0; r < track.rows().size(); r++) {
        for (int k = 0; k < track.tasks().size(); k++) {
          String task = track.tasks().get(k).name();
          places.put(
              new Detail.Place(track.name(), track.rows().get(r).name(), task),
              new int[] {t, r, k});
        }
      }
    }
  }

  /** All of it. */
  String json() {
    try {
      json.writeStartObject();
      json.writeStringField("base", base);
      tracks();
      runs();
      details();
      projections();
      json.writeArrayFieldStart("names");
      for (String name : nameList) {
        json.writeString(Text.shortened(name));
      }
      json.writeEndArray();
      json.writeEndObject();
      json.close();
      return text.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int name(String name) {
    return names.computeIfAbsent(
        name,
        n -> {
          nameList.add(n);
          return nameList.size() - 1;
        });
  }

  private void tracks() throws IOException {
    json.writeArrayFieldStart("tracks");
    for (Track track : report.tracks()) {
      json.writeStartObject();
      json.writeNumberField("name", name(track.name()));
      json.writeStringField("noun", track.noun());
      json.writeArrayFieldStart("tasks");
      for (Track.Task task : track.tasks()) {
        json.writeNumber(name(Rows.title(task)));
      }
      json.writeEndArray();
      json.writeArrayFieldStart("rows");
      for (Track.Row row : track.rows()) {
        json.writeNumber(name(row.name()));
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /**
   * [track, row, task, [seed…], [folder…], [uar…], [war…], [macro-F1…]] for each cell with runs.
   */
  private void runs() throws IOException {
    json.writeArrayFieldStart("runs");
    for (int t = 0; t < report.tracks().size(); t++) {
      List<Track.Row> rows = report.tracks().get(t).rows();
      for (int r = 0; r < rows.size(); r++) {
        for (int k = 0; k < rows.get(r).cells().size(); k++) {
          Track.Cell cell = rows.get(r).cells().get(k);
          if (!cell.runs().isEmpty()) {
            json.writeStartArray();
            ints(new int[] {t, r, k});
            run(cell);
            json.writeEndArray();
          }
        }
      }
    }
    json.writeEndArray();
  }

  private void run(Track.Cell cell) throws IOException {
    json.writeStartArray();
    for (Long seed : cell.runs().keySet()) {
      json.writeNumber(seed);
    }
    json.writeEndArray();
    json.writeStartArray();
    for (String folder : cell.runs().values()) {
      json.writeString(Text.link("", folder));
    }
    json.writeEndArray();
    for (Metric metric : Metric.values()) {
      Figure figure = metric.of(cell.figures());
      json.writeStartArray();
      for (Long seed : cell.runs().keySet()) {
        fraction(figure.values().getOrDefault(seed, Double.NaN));
      }
      json.writeEndArray();
    }
  }

  private void details() throws IOException {
    long series = report.details().stream().mapToLong(d -> d.curves().series().size()).sum();
    int points = (int) Math.max(FEW, Math.min(MANY, CURVE_POINTS / Math.max(1, series)));
    json.writeArrayFieldStart("details");
    for (Detail detail : report.details()) {
      if (places.containsKey(detail.place())) {
        detail(detail, points);
      }
    }
    json.writeEndArray();
    json.writeArrayFieldStart("first");
    ints(places.getOrDefault(first(), new int[0]));
    json.writeEndArray();
  }

  /** What is shown before anything is chosen: a method rather than a baseline. */
  private Detail.Place first() {
    Set<String> methods = new HashSet<>();
    for (Track track : report.tracks()) {
      for (Track.Row row : track.rows()) {
        if (row.kind().equals("method")) {
          methods.add(row.name());
        }
      }
    }
    Detail.Place first = null;
    for (Detail detail : report.details()) {
      if (places.containsKey(detail.place())) {
        if (methods.contains(detail.place().row())) {
          return detail.place();
        }
        first = first == null ? detail.place() : first;
      }
    }
    return first;
  }

  private void detail(Detail detail, int points) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("p");
    ints(places.get(detail.place()));
    json.writeEndArray();
    detail(json, detail, points, this::name);
    json.writeEndObject();
  }

  /** Turns a name into its number. */
  interface Names {
    int of(String name);
  }

  /** What lies behind a cell, into an object that the caller begins and ends. */
  static void detail(JsonGenerator json, Detail detail, int points, Names names)
      throws IOException {
    json.writeArrayFieldStart("l");
    for (String label : detail.labels()) {
      json.writeNumber(names.of(label));
    }
    json.writeEndArray();
    json.writeArrayFieldStart("c");
    for (List<Long> row : detail.confusion()) {
      for (long count : row) {
        json.writeNumber(count);
      }
    }
    json.writeEndArray();
    json.writeArrayFieldStart("r");
    for (Detail.Recall recall : detail.recalls()) {
      json.writeStartArray();
      fraction(json, recall.mean());
      fraction(json, recall.sd());
      json.writeNumber(recall.n());
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("s");
    for (Detail.Speaker speaker :
        detail.speakers().subList(0, Math.min(MOST_SPEAKERS, detail.speakers().size()))) {
      json.writeStartArray();
      json.writeNumber(names.of(speaker.speaker()));
      fraction(json, speaker.uar());
      json.writeNumber(speaker.n());
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("b");
    for (Detail.Bin bin : detail.calibration().bins()) {
      json.writeStartArray();
      fraction(json, bin.confidence());
      fraction(json, bin.accuracy());
      json.writeNumber(bin.n());
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeFieldName("e");
    fraction(json, detail.calibration().ece());
    json.writeArrayFieldStart("u");
    for (Map.Entry<String, List<Double>> series : detail.curves().series().entrySet()) {
      json.writeStartArray();
      json.writeNumber(names.of(series.getKey()));
      Thinned.of(detail.curves().epochs(), series.getValue(), points).write(json);
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  private void projections() throws IOException {
    json.writeArrayFieldStart("projections");
    int written = 0;
    for (Projection projection : report.projections()) {
      if (places.containsKey(projection.place()) && written++ < MOST_PROJECTIONS) {
        projection(projection);
      }
    }
    json.writeEndArray();
  }

  private void projection(Projection projection) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("p");
    ints(places.get(projection.place()));
    json.writeEndArray();
    json.writeNumberField("seed", projection.seed());
    json.writeNumberField("space", name(projection.space()));
    double low = Double.POSITIVE_INFINITY;
    double reach = 0;
    double left = low;
    double right = -low;
    double bottom = low;
    double top = -low;
    for (Projection.Point p : projection.points()) {
      left = Math.min(left, p.x());
      right = Math.max(right, p.x());
      bottom = Math.min(bottom, p.y());
      top = Math.max(top, p.y());
    }
    reach = Math.max(1e-30, Math.max(right - left, top - bottom));
    json.writeArrayFieldStart("points");
    for (Projection.Point p : projection.points()) {
      if (Double.isFinite(p.x()) && Double.isFinite(p.y())) {
        json.writeNumber(Math.round(1000 * (0.5 + (p.x() - (left + right) / 2) / reach)));
        json.writeNumber(Math.round(1000 * (0.5 + (p.y() - (bottom + top) / 2) / reach)));
        json.writeNumber(name(p.label()));
        json.writeNumber(name(p.corpus()));
      }
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void ints(int[] values) throws IOException {
    for (int value : values) {
      json.writeNumber(value);
    }
  }

  private void fraction(double value) throws IOException {
    fraction(json, value);
  }

  /** In the units of {@link Percent}, so that the script rounds as it does; null if not known. */
  private static void fraction(JsonGenerator json, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumber(Math.round(Percent.UNITS * value));
    } else {
      json.writeNull();
    }
  }
}
