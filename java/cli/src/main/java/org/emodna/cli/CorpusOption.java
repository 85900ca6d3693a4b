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

  @Option(
      names = "--label-column",
      paramLabel = "NAME",
      description =
          "The column of a manifest that holds the emotion (default: by its name). Several times"
              + " for manifests that differ: the first that a manifest has is taken.")
  private List<String> labelColumns = List.of();

  Corpus open(Path place) {
    Corpus corpus = Corpus.open(place, reader, labelColumns);
    notes(place, corpus);
    return corpus;
  }

  /** Says on standard error what the reader decided where the corpus left room for doubt. */
  static void notes(Path place, Corpus corpus) {
    corpus.notes().forEach(note -> System.err.println(Output.line(place + ": note: " + note)));
  }

  /** What a corpus names but nobody can use; what it leaves out on purpose is no failure. */
  static List<FailedInput> unusable(List<Unusable> all) {
    return all.stream()
        .filter(one -> one.kind() != Unusable.Kind.EXCLUDED)
        .map(one -> new FailedInput(one.id(), one.reason()))
        .toList();
  }
}
