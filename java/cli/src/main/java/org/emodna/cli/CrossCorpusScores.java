package org.emodna.cli;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.emodna.corpus.Score;
import org.emodna.corpus.Scorer;
import org.emodna.training.MeanSd;
import org.emodna.training.TrainingResult;

/** The scores of directions between corpora, as a Markdown table or as JSON. */
final class CrossCorpusScores {
  /** A direction's scores by one method. */
  private record Row(String direction, String method, @JsonUnwrapped SeedScores scores) {}

  private final List<Row> rows = new ArrayList<>();

  /** Adds what the seeds have come to; those without a model don't count. */
  void add(String direction, String method, Scorer scorer, List<TrainingResult> seeds) {
    List<TrainingResult> whole = seeds.stream().filter(TrainingResult::finished).toList();
    if (!whole.isEmpty()) {
      rows.add(new Row(direction, method, SeedScores.of(scorer, whole)));
    }
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  void print(boolean json) {
    if (json) {
      Output.json(Map.of("directions", rows));
    } else {
      System.out.print(toText());
    }
  }

  /** Rows are directions, columns methods: mean ± sd over the seeds in percent. */
  private String toText() {
    List<String> methods = rows.stream().map(Row::method).distinct().toList();
    StringBuilder text = new StringBuilder("| direction |");
    methods.forEach(method -> text.append(' ').append(method).append(" UAR / WAR |"));
    text.append("\n|---").append("|--:".repeat(methods.size())).append("|\n");
    for (String direction : rows.stream().map(Row::direction).distinct().toList()) {
      text.append("| ").append(direction).append(" |");
      for (String method : methods) {
        text.append(
            rows.stream()
                .filter(row -> row.direction.equals(direction) && row.method.equals(method))
                .map(row -> cell(row.scores.seeds()))
                .findFirst()
                .orElse(" |"));
      }
      text.append('\n');
    }
    text.append("| mean |");
    methods.forEach(method -> text.append(mean(method)));
    return text.append('\n').toString();
  }

  private static String cell(List<SeedScores.OfSeed> seeds) {
    return cell(
        MeanSd.of(seeds, seed -> 100 * seed.score().uar()),
        MeanSd.of(seeds, seed -> 100 * seed.score().war()));
  }

  private static String cell(MeanSd uar, MeanSd war) {
    return " " + uar.format("%.1f") + " / " + war.format("%.1f") + " |";
  }

  /** Over the seeds that every direction has, of each one's mean over the directions. */
  private String mean(String method) {
    List<SeedScores> all =
        rows.stream().filter(row -> row.method.equals(method)).map(Row::scores).toList();
    List<Long> seeds =
        all.get(0).seeds().stream()
            .map(SeedScores.OfSeed::seed)
            .filter(seed -> all.stream().allMatch(scores -> of(scores, seed) != null))
            .toList();
    return seeds.isEmpty()
        ? " |"
        : cell(mean(all, seeds, Score::uar), mean(all, seeds, Score::war));
  }

  private static MeanSd mean(
      List<SeedScores> all, List<Long> seeds, ToDoubleFunction<Score> figure) {
    return MeanSd.of(
        seeds, seed -> 100 * MeanSd.of(all, one -> figure.applyAsDouble(of(one, seed))).mean());
  }

  private static Score of(SeedScores scores, long seed) {
    return scores.seeds().stream()
        .filter(one -> one.seed() == seed)
        .map(SeedScores.OfSeed::score)
        .findFirst()
        .orElse(null);
  }
}
