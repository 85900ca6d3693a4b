package org.emodna.cli;

import java.util.List;
import java.util.Optional;
import org.emodna.evaluation.Score;
import org.emodna.evaluation.Scorer;
import org.emodna.evaluation.SeedScores;
import org.emodna.training.TrainingResult;

/** Scores predictions and prints the result. */
final class Scoring {
  private Scoring() {}

  /**
   * Prints a score, or says that there are no labels to score with.
   *
   * @return whether there is a score
   */
  static boolean print(Optional<Score> score, boolean json) {
    if (score.isEmpty()) {
      System.err.println("the corpus has no labels, so there is no score");
      return false;
    }
    print(score.get(), score.get().toText(), json);
    return true;
  }

  /** Likewise for models of several seeds: each one's score, then mean ± sd. */
  static void print(Optional<Scorer> scorer, List<TrainingResult.Finished> seeds, boolean json) {
    if (scorer.isEmpty()) {
      print(Optional.empty(), json);
      return;
    }
    SeedScores scores =
        SeedScores.of(
            seeds.stream()
                .map(
                    one ->
                        new SeedScores.OfSeed(
                            one.seed(),
                            one.model().toString(),
                            scorer.get().score(one.predictions())))
                .toList());
    print(scores, scores.toText(), json);
  }

  static void print(Object scores, String text, boolean json) {
    if (json) {
      Output.json(scores);
    } else {
      System.out.print(text);
    }
  }
}
