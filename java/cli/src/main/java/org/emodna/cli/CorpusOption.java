package org.emodna.cli;

import java.nio.file.Path;
import java.util.List;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.Unusable;
import org.emodna.features.FailedInput;
import picocli.CommandLine.Option;

/** How corpora are read; shared by the commands that read one. */
final class CorpusOption {
  @Option(
      names = "--corpus-reader",
      paramLabel = "NAME",
      description = "How folders are read: auto, a corpus's name, or a manifest (default: auto).")
  private String reader = Corpus.AUTO;

  Corpus open(Path place) {
    return Corpus.open(place, reader);
  }

  /**
   * Opens one of several corpora.
   *
   * @param own how this one is read; null = as the others
   */
  Corpus open(Path place, String own) {
    return own == null ? open(place) : Corpus.open(place, own);
  }

  /** What a corpus names but nobody can use; what it leaves out on purpose is no failure. */
  static List<FailedInput> unusable(List<Unusable> all) {
    return all.stream()
        .filter(one -> one.kind() != Unusable.Kind.EXCLUDED)
        .map(one -> new FailedInput(one.id(), one.reason()))
        .toList();
  }
}
