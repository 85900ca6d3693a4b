package org.emodna.evaluation;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.CorpusException;
import org.emodna.corpus.CorpusOptions;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.LabelSet;
import org.emodna.corpus.UnlabelledCorpus;
import org.emodna.corpus.Utterance;

/**
 * A corpus to recognise, taken apart: the recordings, which training may see, and the labels, if
 * there are any, which only a scorer knows.
 *
 * <p>As the protocol of cross-corpus recognition has it, a corpus with labels is restricted to the
 * given classes. One without any label is taken whole and cannot be scored.
 */
public final class Target {
  private final UnlabelledCorpus corpus;
  private final Scorer scorer;

  private Target(UnlabelledCorpus corpus, Scorer scorer) {
    this.corpus = corpus;
    this.scorer = scorer;
  }

  /**
   * Opens any folder of recordings, labelled or not, for the five classes that all corpora of the
   * method share.
   *
   * @param place a folder, or a manifest (CSV, TSV or JSONL)
   * @throws CorpusException if there is nothing there, or it has labels but none of these classes
   */
  public static Target open(Path place) {
    return open(place, LabelSet.SHARED);
  }

  /** Likewise, for other classes. */
  public static Target open(Path place, LabelSet labels) {
    return open(place, labels, CorpusOptions.builder().build());
  }

  /** Likewise, read in a way of your own. */
  public static Target open(Path place, LabelSet labels, CorpusOptions options) {
    return of(Corpus.openUnlabelled(place, options), labels);
  }

  /**
   * Takes a corpus apart.
   *
   * @param corpus with labels or without
   * @param labels the classes
   * @throws CorpusException if the corpus has labels but none of these
   */
  public static Target of(Corpus corpus, LabelSet labels) {
    if (corpus.counts().isEmpty()) {
      return new Target(corpus.unlabelled(), null);
    }
    Corpus selected = corpus.select(labels);
    UnlabelledCorpus recordings = selected.unlabelled();
    List<Emotion> truth = selected.utterances().stream().map(Utterance::emotion).toList();
    return new Target(recordings, new Scorer(labels, recordings, truth));
  }

  /** The recordings, for training. */
  public UnlabelledCorpus corpus() {
    return corpus;
  }

  /** The labels, for whoever evaluates; empty if the corpus has none. */
  public Optional<Scorer> scorer() {
    return Optional.ofNullable(scorer);
  }

  /**
   * Scores predictions of this corpus, as {@link Scorer#score(Predictions)}.
   *
   * @return the score; empty if the corpus has no labels
   */
  public Optional<Score> score(Predictions predictions) {
    return scorer().map(labels -> labels.score(predictions));
  }
}
