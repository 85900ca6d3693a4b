package org.emodna.report;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.emodna.evaluation.Score;

/**
 * What a report keeps of a cell.
 *
 * @param place of it
 * @param runs that can be used, by ascending seed
 * @param failures of the others that are there
 * @param missing seeds whose run is not there
 * @param detail what lies behind its figures; empty without runs
 */
record CellFacts(
    Detail.Place place,
    List<RunFacts> runs,
    List<About.Failure> failures,
    List<Long> missing,
    Optional<Detail> detail) {
  Optional<RunFacts> run(long seed) {
    return runs.stream().filter(run -> run.seed() == seed).findFirst();
  }

  /** The cell as the table shows it. */
  Track.Cell cell() {
    TreeMap<Long, String> folders = new TreeMap<>();
    runs.forEach(run -> folders.put(run.seed(), run.folder()));
    Figures figures = new Figures(figure(Score::uar), figure(Score::war), figure(Score::macroF1));
    return new Track.Cell(place.task(), figures, folders);
  }

  private Figure figure(ToDoubleFunction<Score> of) {
    TreeMap<Long, Double> values = new TreeMap<>();
    runs.forEach(run -> values.put(run.seed(), of.applyAsDouble(run.score())));
    return Figure.of(values);
  }
}
