package org.emodna.report.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.emodna.report.About;
import org.emodna.report.Change;
import org.emodna.report.Comparison;
import org.emodna.report.CorpusFacts;
import org.emodna.report.Detail;
import org.emodna.report.Figure;
import org.emodna.report.Figures;
import org.emodna.report.Hardware;
import org.emodna.report.Projection;
import org.emodna.report.Report;
import org.emodna.report.Track;
import org.emodna.report.ValidatorQuality;

/**
 * Makes reports as a store would give them, with figures that are invented but look as real ones.
 */
final class SampleReport {
  static final List<String> LABELS = List.of("anger", "fear", "happiness", "neutral", "sadness");
  private static final String[] CORPORA = {"CASIA", "EMODB", "eNTERFACE", "RAVDESS", "SAVEE"};

  private record Kind(String name, String kind, double level) {}

  private static final List<Kind> ROWS =
      List.of(
          new Kind("emo-dna", "method", 0.43),
          new Kind("source-only", "baseline", 0.31),
          new Kind("linear", "baseline", 0.34),
          new Kind("dan", "baseline", 0.36),
          new Kind("coral", "baseline", 0.35),
          new Kind("dann", "baseline", 0.37),
          new Kind("cdan", "baseline", 0.375),
          new Kind("emo-dna without decoupling", "ablation", 0.40),
          new Kind("emo-dna without class alignment", "ablation", 0.37),
          new Kind("emo-dna without corpus alignment", "ablation", 0.41),
          new Kind("emo-dna without pseudo-labels", "ablation", 0.36),
          new Kind("emo-dna, fixed threshold", "own", 0.42));

  int tasks = 6;
  int rows = 12;
  int seeds = 5;
  int epochs = 60;
  List<String> tracks = List.of("corpus", "speaker");
  UnaryOperator<String> rename = name -> name;
  private final SplittableRandom random = new SplittableRandom(5);

  Report build() {
    List<Track> all = new ArrayList<>();
    List<Detail> details = new ArrayList<>();
    for (int t = 0; t < tracks.size(); t++) {
      all.add(track(tracks.get(t), 0.02 * t, details));
    }
    return new Report(
        about(),
        all,
        comparisons(all),
        changes(all),
        details,
        projections(all),
        validators(),
        hardware());
  }

  private String name(String name) {
    return rename.apply(name);
  }

  private double around(double middle, double width) {
    return middle + width * (random.nextDouble() + random.nextDouble() - 1);
  }

  private Track.Task task(int k) {
    int n = CORPORA.length;
    if (k < 20) {
      String source = name(CORPORA[k / (n - 1) % n]);
      int to = k % (n - 1);
      String target = name(CORPORA[to >= k / (n - 1) % n ? to + 1 : to]);
      return new Track.Task(
          source + ">" + target,
          "direction",
          source,
          target,
          LABELS.stream().map(this::name).toList(),
          300 + 13 * k);
    }
    return new Track.Task(
        name("fold " + k), "fold", "", "", LABELS.stream().map(this::name).toList(), 40);
  }

  private Kind kind(int r) {
    return r < ROWS.size() ? ROWS.get(r) : new Kind("own column " + r, "own", 0.3 + 0.004 * r);
  }

  private Track track(String track, double bonus, List<Detail> details) {
    List<Track.Task> list = new ArrayList<>();
    double[] ease = new double[tasks];
    for (int k = 0; k < tasks; k++) {
      list.add(task(k));
      ease[k] = around(0, 0.09);
    }
    List<Track.Row> table = new ArrayList<>();
    for (int r = 0; r < rows; r++) {
      Kind kind = kind(r);
      List<Track.Cell> cells = new ArrayList<>();
      for (int k = 0; k < tasks; k++) {
        if (r == 5 && k == 1) {
          cells.add(new Track.Cell(list.get(k).name(), Figures.NONE, Map.of()));
          continue;
        }
        double level = kind.level + bonus + ease[k] + around(0, 0.02);
        cells.add(cell(list.get(k).name(), level));
        details.add(
            detail(new Detail.Place(name(track), name(kind.name), list.get(k).name()), level));
      }
      table.add(row(kind, cells));
    }
    table.add(published("EMO-DNA (Ye et al., 2023)", true, 0.47, list));
    table.add(published("JIASL (Zhao et al., 2022)", false, 0.41, list));
    List<Track.Cell> bests = new ArrayList<>();
    for (Track.Cell cell : table.get(0).cells()) {
      double best =
          cell.figures().uar().values().values().stream()
              .mapToDouble(v -> v)
              .max()
              .orElse(Double.NaN);
      Figures figures =
          new Figures(Figure.published(best), Figure.published(best), Figure.published(best));
      bests.add(new Track.Cell(cell.task(), figures, Map.of()));
    }
    table.add(new Track.Row("emo-dna, best seed", "best of seeds", "", null, bests, mean(bests)));
    return new Track(name(track), list, table);
  }

  private Track.Row row(Kind kind, List<Track.Cell> cells) {
    return new Track.Row(
        name(kind.name),
        kind.kind,
        name("Settings of " + kind.name + "."),
        null,
        cells,
        mean(cells));
  }

  private Track.Row published(String name, boolean best, double level, List<Track.Task> list) {
    List<Track.Cell> cells = new ArrayList<>();
    for (Track.Task task : list) {
      Figures figures =
          new Figures(
              Figure.published(around(level, 0.08)),
              Figure.published(around(level, 0.08)),
              Figure.NONE);
      cells.add(new Track.Cell(task.name(), figures, Map.of()));
    }
    String note = best ? "The best case of 10 runs." : "Mean of 5 runs.";
    return new Track.Row(
        name(name),
        "published",
        "",
        new Track.Published(name("Table 2 of the paper."), note, best),
        cells,
        mean(cells));
  }

  private static Track.Mean mean(List<Track.Cell> cells) {
    List<String> lacking =
        cells.stream().filter(c -> !c.figures().uar().isKnown()).map(Track.Cell::task).toList();
    List<Figure> means = new ArrayList<>();
    for (Metric metric : Metric.values()) {
      Map<Long, Double> values = new TreeMap<>();
      for (Track.Cell cell : cells) {
        metric.of(cell.figures()).values().forEach((s, v) -> values.merge(s, v, Double::sum));
      }
      int n = cells.size() - lacking.size();
      values.replaceAll((s, v) -> v / n);
      double plain =
          cells.stream()
              .map(c -> metric.of(c.figures()))
              .filter(Figure::isKnown)
              .mapToDouble(Figure::mean)
              .average()
              .orElse(Double.NaN);
      means.add(values.isEmpty() ? Figure.published(plain) : Figure.of(values));
    }
    return new Track.Mean(
        new Figures(means.get(0), means.get(1), means.get(2)), lacking, List.of());
  }

  private Track.Cell cell(String task, double level) {
    Map<Long, String> runs = new TreeMap<>();
    List<Map<Long, Double>> values = List.of(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    for (long seed = 1; seed <= seeds; seed++) {
      String address = "%016x%016x".formatted(random.nextLong(), random.nextLong());
      runs.put(seed, "runs/" + address.substring(0, 2) + "/" + address);
      double uar = around(level, 0.03);
      values.get(0).put(seed, uar);
      values.get(1).put(seed, uar + around(0.02, 0.01));
      values.get(2).put(seed, uar - around(0.03, 0.01));
    }
    return new Track.Cell(
        task,
        new Figures(Figure.of(values.get(0)), Figure.of(values.get(1)), Figure.of(values.get(2))),
        runs);
  }

  private Detail detail(Detail.Place place, double level) {
    int k = LABELS.size();
    List<List<Long>> confusion = new ArrayList<>();
    List<Detail.Recall> recalls = new ArrayList<>();
    for (int i = 0; i < k; i++) {
      double recall = Math.min(0.97, Math.max(0.04, around(level, 0.3)));
      List<Long> row = new ArrayList<>();
      for (int j = 0; j < k; j++) {
        row.add(Math.round(400 * (i == j ? recall : (1 - recall) * (j + 1) / (15.0 - i - 1))));
      }
      confusion.add(row);
      recalls.add(new Detail.Recall(name(LABELS.get(i)), recall, 0.04, 80));
    }
    List<Detail.Speaker> speakers = new ArrayList<>();
    int some = place.task().contains("eNTERFACE") ? 42 : 10;
    for (int i = 0; i < some; i++) {
      speakers.add(
          new Detail.Speaker(
              name("speaker " + (i + 1)), Math.max(0, around(level, 0.15)), 20 + i, 5));
    }
    List<Detail.Bin> bins = new ArrayList<>();
    for (int b = 0; b < 15; b++) {
      double confidence = (b + 0.5) / 15;
      bins.add(
          b < 3
              ? new Detail.Bin(Double.NaN, Double.NaN, 0)
              : new Detail.Bin(
                  confidence,
                  Math.min(1, Math.max(0, around(confidence * 0.75, 0.04))),
                  20 + 30L * b));
    }
    return new Detail(
        place,
        LABELS.stream().map(this::name).toList(),
        confusion,
        recalls,
        speakers,
        new Detail.Calibration(bins, 0.161),
        curves(level));
  }

  private Detail.Curves curves(double level) {
    List<Integer> list = new ArrayList<>();
    Map<String, List<Double>> series = new LinkedHashMap<>();
    for (int e = 1; e <= epochs; e++) {
      list.add(e);
      double t = e / (double) epochs;
      put(series, "emotion", 1.6 * Math.exp(-3 * t) + around(0.05, 0.02));
      put(series, "corpus", 0.7 * Math.exp(-5 * t) + around(0.05, 0.02));
      put(series, "decoupling", 1.2 * Math.exp(-2 * t) + around(0.3, 0.05));
      put(series, "class-alignment", around(0.4 + 0.1 * t, 0.05));
      put(series, "corpus-alignment", around(0.2 - 0.1 * t, 0.03));
      put(series, "selected", Math.min(1, 0.2 + 0.6 * t + around(0, 0.03)));
      for (int c = 0; c < LABELS.size(); c++) {
        put(series, "threshold." + LABELS.get(c), 0.6 + 0.3 * t - 0.06 * c);
      }
      boolean watched = e % 5 == 0;
      put(series, "scored.uar", watched ? level * (0.6 + 0.4 * t) + around(0, 0.02) : Double.NaN);
      put(series, "scored.pseudo-labels", watched ? 0.5 + 0.1 * t + around(0, 0.02) : Double.NaN);
      for (String v : List.of("entropy", "snd", "bnm", "class-balance")) {
        put(series, "validator." + v, watched ? around(1 - 0.5 * t, 0.05) : Double.NaN);
      }
    }
    return new Detail.Curves(list, series);
  }

  private static void put(Map<String, List<Double>> series, String name, double value) {
    series.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
  }

  private About about() {
    Map<String, Integer> classes = new LinkedHashMap<>();
    LABELS.forEach(label -> classes.put(name(label), 60 + label.length()));
    List<CorpusFacts> corpora = new ArrayList<>();
    for (String corpus : CORPORA) {
      corpora.add(
          new CorpusFacts(
              name(corpus),
              "emodb",
              "3b1f9c".repeat(10) + "0000",
              408,
              10,
              classes,
              List.of(name("Two recordings have the same content."))));
    }
    String row = name("dann");
    List<About.Failure> failures =
        List.of(
            new About.Failure(
                name("corpus"),
                row,
                name(CORPORA[0]) + ">" + name(CORPORA[1]),
                3,
                "runs/0a/0a1b2c3d4e5f60718293a4b5c6d7e8f9",
                name("discriminator: the loss is no longer a number in epoch 12")));
    List<About.Missing> missing =
        List.of(
            new About.Missing(
                name("corpus"),
                row,
                task(1).name(),
                List.of(),
                name("left out: the method needs two corpora with speakers")),
            new About.Missing(
                name("speaker"), row, task(1).name(), List.of(4L, 5L), "not trained yet"));
    return new About(
        name("Six directions"),
        "2026-11-29T21:14:09Z",
        name("results"),
        new About.Protocol(
            name("tim-net-5"),
            name("Every direction between the corpora, five shared classes, transductive."),
            name("name: tim-net-5\ncorpora: [CASIA, EMODB]\n")),
        corpora,
        List.of(
            name(
                "Runs of two instruction sets stand in one table: avx2 (12 runs), avx512 (348 runs).")),
        new About.Gaps(
            failures,
            missing,
            List.of(
                new About.MissingCorpus(
                    name("IEMOCAP"), name("No folder of that name was given."))),
            List.of(new About.Unusable(name("CASIA/broken.wav"), name("is no audio file"), 24)),
            List.of(new About.Warning(name("every recording was taken for neutral"), 2))));
  }

  private List<Comparison> comparisons(List<Track> all) {
    List<Comparison> out = new ArrayList<>();
    for (Track track : all) {
      for (Track.Row row : track.rows()) {
        if (Rows.own(row) && row != track.rows().get(0)) {
          double d =
              track.rows().get(0).mean().figures().uar().mean() - row.mean().figures().uar().mean();
          double half = 0.012 + 0.01 * random.nextDouble();
          String text = "%s minus %s".formatted(track.rows().get(0).name(), row.name());
          out.add(
              new Comparison(
                  track.name(),
                  track.rows().get(0).name(),
                  row.name(),
                  new Comparison.Difference(d, d - half, d + half, d / 0.03),
                  new Comparison.Test(0.03125, 0.34, Math.min(tasks, 6), 11),
                  new Comparison.Size(tasks, seeds, seeds, tasks * seeds, 0, tasks),
                  text));
        }
      }
    }
    return out;
  }

  private List<Change> changes(List<Track> all) {
    Track track = all.get(0);
    Figure here = track.rows().get(0).mean().figures().uar();
    return List.of(
        new Change(
            track.name(),
            track.rows().get(0).name(),
            "",
            here,
            Figure.of(Map.of(1L, 0.4, 2L, 0.41))));
  }

  private List<Projection> projections(List<Track> all) {
    List<Projection> out = new ArrayList<>();
    Track track = all.get(0);
    for (int r = 0; r < 2; r++) {
      for (String space : List.of("emotion", "corpus")) {
        List<Projection.Point> points = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
          int c = i % LABELS.size();
          int domain = i % 2;
          double angle = space.equals("emotion") ? c * 1.257 : domain * 3.1;
          points.add(
              new Projection.Point(
                  around(20 * Math.cos(angle), 12),
                  around(20 * Math.sin(angle), 12),
                  name(LABELS.get(c)),
                  domain == 0 ? "source" : "target"));
        }
        Detail.Place place =
            new Detail.Place(track.name(), track.rows().get(r).name(), track.tasks().get(0).name());
        out.add(new Projection(place, 1, space, points));
      }
    }
    return out;
  }

  private static List<ValidatorQuality> validators() {
    return List.of(
        new ValidatorQuality(
            "entropy",
            new ValidatorQuality.Correlation(-0.41, 360),
            new ValidatorQuality.Correlation(-0.12, 6),
            new ValidatorQuality.Correlation(0.38, 360)),
        new ValidatorQuality(
            "snd",
            new ValidatorQuality.Correlation(0.22, 360),
            new ValidatorQuality.Correlation(0.31, 6),
            new ValidatorQuality.Correlation(0.44, 360)),
        new ValidatorQuality(
            "bnm",
            new ValidatorQuality.Correlation(0.52, 360),
            new ValidatorQuality.Correlation(0.47, 6),
            new ValidatorQuality.Correlation(0.61, 360)));
  }

  private static List<Hardware> hardware() {
    return List.of(
        new Hardware(
            "cpu", "AMD EPYC 9B14", "avx512", "17.0.16", "0.1.0", "a9b14a7d2c", 348, 41230.5),
        new Hardware(
            "cpu", "Intel Xeon E5-2680", "avx2", "17.0.16", "0.1.0", "a9b14a7d2c", 12, 2230.1));
  }
}
