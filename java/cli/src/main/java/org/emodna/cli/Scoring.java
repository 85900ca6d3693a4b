package org.emodna.cli;

import java.util.List;
import org.emodna.corpus.Score;
import org.emodna.corpus.Scorer;
import org.emodna.training.TrainingResult;

/** Scores predictions and prints the result. */
final class Scoring {
  private Scoring() {}

  /**
   * Prints the score, or says that there are no labels to score with.
   *
   * @return whether there are labels
   */
  static boolean print(Scorer scorer, int[] predictions, boolean json) {
    if (!canScore(scorer)) {
      return false;
    }
    Score score = scorer.score(predictions);
    print(score, score.toText(), json);
    return true;
  }

  /** Likewise for models of several seeds: each one's score, then mean ± sd. */
  static void print(Scorer scorer, List<TrainingResult> seeds, boolean json) {
    if (canScore(scorer)) {
      SeedScores scores = SeedScores.of(scorer, seeds);
      print(scores, scores.toText(), json);
    }
  }

  private static boolean canScore(Scorer scorer) {
    if (!scorer.canScore()) {
      System.err.println("the corpus has no labels, so there is no score");
    }
    return scorer.canScore();
  }

  private static void print(Object score, String text, boolean json) {
    if (json) {
      Output.json(score);
    } else {
      System.out.print(text);
    }
  }
}
