package org.emodna.evaluation;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The scores of directions between corpora, each with several configurations, as a Markdown table
 * or as JSON: an object whose list {@code directions} has the rows.
 *
 * @param rows in the order in which configurations and directions shall appear
 */
public record ScoreTable(@JsonProperty("directions") List<Row> rows) {
  /** Keeps copies, which nobody changes afterwards. */
  public ScoreTable {
    rows = List.copyOf(rows);
  }

  /**
   * A direction's scores with one configuration.
   *
   * @param direction its name
   * @param configuration its name
   */
  public record Row(String direction, String configuration, @JsonUnwrapped SeedScores scores) {}

  /** Rows are directions, columns configurations: mean ± sd over the seeds in percent. */
  public String toText() {
    List<String> configurations = rows.stream().map(Row::configuration).distinct().toList();
    StringBuilder text = new StringBuilder("| direction |");
    configurations.forEach(name -> text.append(' ').append(name).append(" UAR / WAR |"));
    text.append("\n|---").append("|--:".repeat(configurations.size())).append("|\n");
    for (String direction : rows.stream().map(Row::direction).distinct().toList()) {
      text.append("| ").append(direction).append(" |");
      for (String configuration : configurations) {
        text.append(
            rows.stream()
                .filter(row -> row.direction.equals(direction))
                .filter(row -> row.configuration.equals(configuration))
                .map(row -> cell(row.scores.seeds()))
                .findFirst()
                .orElse(" |"));
      }
      text.append('\n');
    }
    text.append("| mean |");
    configurations.forEach(name -> text.append(mean(name)));
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
  private String mean(String configuration) {
    List<SeedScores> all =
        rows.stream()
            .filter(row -> row.configuration.equals(configuration))
            .map(Row::scores)
            .toList();
    List<Long> seeds =
        all.get(0).seeds().stream()
            .map(SeedScores.OfSeed::seed)
            .filter(seed -> all.stream().allMatch(scores -> scores.score(seed).isPresent()))
            .toList();
    return seeds.isEmpty()
        ? " |"
        : cell(mean(all, seeds, Score::uar), mean(all, seeds, Score::war));
  }

  private static MeanSd mean(
      List<SeedScores> all, List<Long> seeds, ToDoubleFunction<Score> figure) {
    return MeanSd.of(
        seeds,
        seed ->
            100
                * MeanSd.of(all, one -> figure.applyAsDouble(one.score(seed).orElseThrow()))
                    .mean());
  }
}
