package org.emodna.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.CorpusException;
import org.emodna.corpus.LabelledCorpus;

/** What is wrong with several corpora, said all at once and before anything is computed. */
final class Problems {
  private final List<String> found = new ArrayList<>();

  /** What the work gives; null, and a problem, where a corpus can't be used. */
  <T> T collect(Supplier<T> work) {
    try {
      return work.get();
    } catch (CorpusException e) {
      add(e.getMessage());
      return null;
    }
  }

  void add(String problem) {
    if (!found.contains(problem)) {
      found.add(problem);
    }
  }

  /** Ends the command where anything was found. */
  void raise() {
    if (!found.isEmpty()) {
      throw new CorpusException(String.join("; ", found));
    }
  }

  /** Demands of a source that it has recordings of each of its classes. */
  static LabelledCorpus requireClasses(LabelledCorpus source, Corpus corpus) {
    if (!source.missing().isEmpty()) {
      throw new CorpusException(
          "the source %s (%s) has no recording of %s; its labels are %s. Leave such classes out"
                  .formatted(
                      source.name(),
                      corpus.root(),
                      String.join(", ", source.missing()),
                      corpus.counts())
              + " (labels: in the configuration), or take another source");
    }
    return source;
  }
}
