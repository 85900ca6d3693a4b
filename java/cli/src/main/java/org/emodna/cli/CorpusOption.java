package org.emodna.cli;

import java.nio.file.Path;
import java.util.List;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.CorpusOptions;
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
      names = "--layout",
      paramLabel = "LAYOUT",
      description =
          "What folders and names mean, such as '{speaker}/{emotion}/{}' (default: found out).")
  private String layout;

  Corpus open(Path place) {
    Corpus corpus =
        Corpus.open(place, CorpusOptions.builder().reader(reader).layout(layout).build());
    corpus.warnings().forEach(one -> System.err.println("warning: " + Output.line(one)));
    return corpus;
  }

  /** What a corpus names but nobody can use; what it leaves out on purpose is no failure. */
  static List<FailedInput> unusable(List<Unusable> all) {
    return all.stream()
        .filter(one -> one.kind() != Unusable.Kind.EXCLUDED)
        .map(one -> new FailedInput(one.id(), one.reason()))
        .toList();
  }
}
