package org.emodna.cli;

import org.emodna.corpus.Score;
import org.emodna.corpus.Scorer;

/** Scores predictions and prints the result. */
final class Scoring {
  private Scoring() {}

  /** Prints the score, or says that there are no labels to score with. */
  static void print(Scorer scorer, int[] predictions, boolean json) {
    if (!scorer.canScore()) {
      System.err.println("the corpus has no labels, so there is no score");
      return;
    }
    Score score = scorer.score(predictions);
    if (json) {
      Output.json(score);
    } else {
      System.out.print(score.toText());
    }
  }
}
