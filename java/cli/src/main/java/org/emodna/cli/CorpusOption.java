package org.emodna.cli;

import java.nio.file.Path;
import org.emodna.corpus.Corpus;
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
}
