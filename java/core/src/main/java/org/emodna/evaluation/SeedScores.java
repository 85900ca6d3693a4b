package org.emodna.evaluation;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The scores of several seeds of one configuration. As JSON: {@code uar}, {@code war} and {@code
 * macro_f1} with {@code mean}, {@code sd} and {@code n}, and {@code seeds}.
 *
 * @param uar over the seeds, in fractions of 1; war and macroF1 likewise
 * @param seeds each seed's own score
 */
public record SeedScores(
    MeanSd uar, MeanSd war, @JsonProperty("macro_f1") MeanSd macroF1, List<OfSeed> seeds) {
  /**
   * One seed's model and score.
   *
   * @param model its file
   */
  public record OfSeed(long seed, String model, @JsonUnwrapped Score score) {}

  /** Sums up the scores of one seed or more. */
  public static SeedScores of(List<OfSeed> seeds) {
    return new SeedScores(
        over(seeds, Score::uar),
        over(seeds, Score::war),
        over(seeds, Score::macroF1),
        List.copyOf(seeds));
  }

  private static MeanSd over(List<OfSeed> seeds, ToDoubleFunction<Score> figure) {
    return MeanSd.of(seeds, seed -> figure.applyAsDouble(seed.score));
  }

  /** The score of a seed; empty if it has none. */
  Optional<Score> score(long seed) {
    return seeds.stream().filter(one -> one.seed == seed).map(OfSeed::score).findFirst();
  }

  /** Each seed's table, then the figures over all of them. */
  public String toText() {
    StringBuilder text = new StringBuilder();
    for (OfSeed seed : seeds) {
      text.append("seed ").append(seed.seed).append(": ").append(seed.score.toText());
    }
    text.append(seeds.size() == 1 ? "1 seed: " : "mean ± sd of " + seeds.size() + " seeds: ");
    text.append("UAR ").append(percent(uar)).append(" %  WAR ").append(percent(war));
    return text.append(" %  macro-F1 ").append(percent(macroF1)).append(" %\n").toString();
  }

  private static String percent(MeanSd figure) {
    return new MeanSd(100 * figure.mean(), 100 * figure.sd(), figure.n()).format("%.1f");
  }
}
