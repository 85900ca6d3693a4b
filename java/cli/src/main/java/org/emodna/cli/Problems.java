package org.emodna.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.emodna.base.Problem;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.CorpusException;
import org.emodna.corpus.LabelledCorpus;

/** What is wrong with several corpora, said all at once and before anything is computed. */
final class Problems {
  private final List<String> found = new ArrayList<>();
  private boolean lacksClasses;

  /** What the work gives; null, and a problem, where a corpus can't be used. */
  <T> T collect(Supplier<T> work) {
    try {
      return work.get();
    } catch (CorpusException e) {
      add(OptionNames.message(e.problem()));
      return null;
    }
  }

  /** What a corpus gives; null where it could not be opened, or can't be used. */
  <T> T of(Corpus corpus, Function<Corpus, T> work) {
    return corpus == null ? null : collect(() -> work.apply(corpus));
  }

  void add(String problem) {
    if (!found.contains(problem)) {
      found.add(problem);
    }
  }

  /**
   * Looks for a source without recordings of some class.
   *
   * @return the source
   */
  LabelledCorpus requireClasses(LabelledCorpus source, Corpus corpus) {
    if (!source.missing().isEmpty()) {
      lacksClasses = true;
      String counts =
          corpus.counts().entrySet().stream()
              .map(one -> one.getKey() + " " + one.getValue())
              .collect(Collectors.joining(", "));
      add(
          "the source %s (%s) has no recording of %s; it has %s"
              .formatted(
                  source.name(), corpus.place(), String.join(", ", source.missing()), counts));
    }
    return source;
  }

  /** Ends the command where anything was found. */
  void raise() {
    if (found.isEmpty()) {
      return;
    }
    throw new CorpusException(
        Problem.of(String.join("; ", found))
            .remedy(
                lacksClasses
                    ? "leave such classes out (labels: in the configuration), or take other sources"
                    : ""));
  }
}
