package org.emodna.features;

import org.emodna.base.InvalidArgumentException;
import org.emodna.base.Problem;

/**
 * Statistics of one speaker, shrunk towards those of a corpus: a speaker of whom little was heard
 * is taken to be much like the others. With n utterances, whose frames together have mean m and
 * variance v, and a corpus of mean m_c and variance v_c that counts for k utterances,
 *
 * <pre>
 *   mean     = (n m + k m_c) / (n + k)
 *   variance = (n (v + (m - mean)^2) + k (v_c + (m_c - mean)^2)) / (n + k)
 * </pre>
 *
 * <p>These are the statistics of a corpus of n utterances as the speaker's and k as the corpus's.
 * Without an utterance they are the corpus's. The same rule serves in training, where all of a
 * speaker's utterances are there, and in use, where they come one after another. Immutable: {@link
 * #plus} gives another.
 */
public final class SpeakerStatistics {
  private final FeatureStatistics corpus;
  private final double prior;
  private final int utterances;
  private final long frames;
  private final double[] mean;

  /** Sums of squares of the distance from the mean. */
  private final double[] squares;

  private SpeakerStatistics(
      FeatureStatistics corpus,
      double prior,
      int utterances,
      long frames,
      double[] mean,
      double[] squares) {
    this.corpus = corpus;
    this.prior = prior;
    this.utterances = utterances;
    this.frames = frames;
    this.mean = mean;
    this.squares = squares;
  }

  /**
   * Of a speaker of whom nothing was heard yet.
   *
   * @param corpus what the speaker is taken to resemble: the statistics of the corpus, or those of
   *     a model
   * @param prior how many utterances the corpus counts for, above 0
   */
  public static SpeakerStatistics startingFrom(FeatureStatistics corpus, double prior) {
    if (!(prior > 0 && prior <= FeatureSettings.MOST_PRIOR)) {
      throw new InvalidArgumentException(
          Problem.of("prior of a speaker's statistics", "is " + prior)
              .remedy("give a number of utterances above 0, at most 1000000"));
    }
    int width = corpus.mean().length;
    return new SpeakerStatistics(corpus, prior, 0, 0, new double[width], new double[width]);
  }

  /**
   * With one more utterance.
   *
   * @param utterance not normalised; its real frames count
   */
  public SpeakerStatistics plus(Features utterance) {
    int width = mean.length;
    FeatureStatistics.requireWidth(utterance, width);
    float[] values = utterance.values();
    int more = utterance.realTo() - utterance.realFrom();
    double[] sums = new double[width];
    for (int t = utterance.realFrom(); t < utterance.realTo(); t++) {
      for (int c = 0; c < width; c++) {
        sums[c] += values[t * width + c];
      }
    }
    double[] within = squares.clone();
    for (int t = utterance.realFrom(); t < utterance.realTo(); t++) {
      for (int c = 0; c < width; c++) {
        double off = values[t * width + c] - sums[c] / more;
        within[c] += off * off;
      }
    }
    double[] joined = new double[width];
    double all = (double) frames + more;
    for (int c = 0; c < width; c++) {
      // Sums of squares around two means, brought to the mean of both.
      double apart = sums[c] / more - mean[c];
      joined[c] = mean[c] + apart * more / all;
      within[c] += apart * apart * frames * more / all;
    }
    return new SpeakerStatistics(corpus, prior, utterances + 1, frames + more, joined, within);
  }

  /** Utterances that were added. */
  public int utterances() {
    return utterances;
  }

  /** What features of the speaker are normalised with, after all that was added. */
  public FeatureStatistics statistics() {
    if (utterances == 0) {
      return corpus;
    }
    double[] centre = new double[mean.length];
    double[] variance = new double[mean.length];
    double all = utterances + prior;
    for (int c = 0; c < mean.length; c++) {
      double usual = corpus.mean()[c];
      double usualVariance = (double) corpus.sd()[c] * corpus.sd()[c];
      centre[c] = (utterances * mean[c] + prior * usual) / all;
      double own = squares[c] / frames + square(mean[c] - centre[c]);
      double others = usualVariance + square(usual - centre[c]);
      variance[c] = (utterances * own + prior * others) / all;
    }
    return FeatureStatistics.of(centre, variance);
  }

  private static double square(double x) {
    return x * x;
  }
}
