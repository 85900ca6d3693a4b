package org.emodna.report.projection;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.emodna.base.EmoDnaException;
import org.emodna.report.About;
import org.emodna.report.Detail;
import org.emodna.report.Projection;
import org.emodna.report.Report;
import org.emodna.report.Track;

/** Projects the embeddings that runs have stored. */
public final class Projections {
  private static final String FILE = "embeddings.safetensors";
  private static final int MOST_POINTS = 300;

  /** Cells: more than anyone looks at, and some twenty seconds of work. */
  private static final int MOST_CELLS = 40;

  private Projections() {}

  private record Cell(Detail.Place place, long seed, Path file) {}

  /** What came of a cell. */
  private record Outcome(List<Projection> projections, String problem) {}

  /**
   * A report with pictures of its runs' embeddings: for each cell those of the first seed that has
   * any, for the first 40 such cells. At most 300 recordings a picture, balanced over corpora and
   * classes. A file that can't be used gives a note and no picture. The same store gives the same
   * pictures, at any number of threads.
   *
   * @param store the folder that the report's runs lie in
   */
  public static Report add(Report report, Path store) {
    List<Cell> cells = cells(report, store);
    List<Outcome> outcomes =
        cells.subList(0, Math.min(MOST_CELLS, cells.size())).parallelStream()
            .map(Projections::project)
            .toList();
    List<Projection> all = new ArrayList<>(report.projections());
    List<String> notes = new ArrayList<>(report.about().notes());
    for (Outcome outcome : outcomes) {
      all.addAll(outcome.projections);
      if (!outcome.problem.isEmpty()) {
        notes.add("Embeddings left out: " + outcome.problem.replace(store + "/", ""));
      }
    }
    if (cells.size() > MOST_CELLS) {
      notes.add(
          "Of %d cells with embeddings the first %d are drawn."
              .formatted(cells.size(), MOST_CELLS));
    }
    About old = report.about();
    About about =
        new About(
            old.title(),
            old.made(),
            old.folder(),
            old.protocol(),
            old.corpora(),
            notes,
            old.gaps());
    return new Report(
        about,
        report.tracks(),
        report.comparisons(),
        report.changes(),
        report.details(),
        all,
        report.validators(),
        report.hardware());
  }

  private static List<Cell> cells(Report report, Path store) {
    List<Cell> cells = new ArrayList<>();
    for (Track track : report.tracks()) {
      for (Track.Row row : track.rows()) {
        for (Track.Cell cell : row.cells()) {
          for (var run : cell.runs().entrySet()) {
            Path file = store.resolve(run.getValue()).resolve(FILE);
            if (Files.isRegularFile(file)) {
              Detail.Place place = new Detail.Place(track.name(), row.name(), cell.task());
              cells.add(new Cell(place, run.getKey(), file));
              break;
            }
          }
        }
      }
    }
    return cells;
  }

  private static Outcome project(Cell cell) {
    List<Projection> projections = new ArrayList<>();
    try (Embeddings embeddings = Embeddings.open(cell.file)) {
      for (String space : embeddings.spaces()) {
        List<Embeddings.Row> rows = embeddings.rows(space, MOST_POINTS);
        if (rows.size() >= 4) {
          projections.add(new Projection(cell.place, cell.seed, space, points(rows)));
        }
      }
    } catch (EmoDnaException e) {
      return new Outcome(List.of(), e.getMessage());
    }
    return new Outcome(projections, "");
  }

  private static List<Projection.Point> points(List<Embeddings.Row> rows) {
    double[][] values = rows.stream().map(Embeddings.Row::values).toArray(double[][]::new);
    double[][] picture = Tsne.of(values, Tsne.perplexity(values.length)).points();
    List<Projection.Point> points = new ArrayList<>();
    for (int i = 0; i < picture.length; i++) {
      Embeddings.Row row = rows.get(i);
      String corpus = row.target() ? "target" : "source";
      points.add(new Projection.Point(picture[i][0], picture[i][1], row.label(), corpus));
    }
    return points;
  }
}
