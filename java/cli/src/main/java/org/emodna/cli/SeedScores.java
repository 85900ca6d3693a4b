package org.emodna.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.emodna.corpus.Score;
import org.emodna.corpus.Scorer;
import org.emodna.training.MeanSd;
import org.emodna.training.TrainingResult;

/**
 * The scores of several seeds of one configuration.
 *
 * @param uar over the seeds, in fractions of 1; war and macroF1 likewise
 * @param seeds each seed's own score
 */
record SeedScores(
    MeanSd uar, MeanSd war, @JsonProperty("macro_f1") MeanSd macroF1, List<OfSeed> seeds) {
  /** One seed's model and score. */
  record OfSeed(long seed, String model, @JsonUnwrapped Score score) {}

  static SeedScores of(Scorer scorer, List<TrainingResult> results) {
    List<OfSeed> seeds =
        results.stream()
            .map(r -> new OfSeed(r.seed(), r.model().toString(), scorer.score(r.predictions())))
            .toList();
    return new SeedScores(
        over(seeds, Score::uar), over(seeds, Score::war), over(seeds, Score::macroF1), seeds);
  }

  private static MeanSd over(List<OfSeed> seeds, ToDoubleFunction<Score> figure) {
    return MeanSd.of(seeds, seed -> figure.applyAsDouble(seed.score));
  }

  /** Each seed's table, then the figures over all of them. */
  String toText() {
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
