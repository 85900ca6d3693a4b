package org.emodna.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.emodna.base.Problem;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.CorpusException;
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
      names = "--label-column",
      paramLabel = "NAME",
      description =
          "The manifest column that holds the emotion (default: found by its name). May"
              + " be repeated for manifests that differ: the first that a manifest has is used.")
  private List<String> labelColumns = List.of();

  @Option(
      names = "--layout",
      paramLabel = "[DIR=]LAYOUT",
      description =
          "What folders and names mean, such as '{speaker}/{emotion}/{}' (default:"
              + " detected); with DIR=, only for that corpus.")
  private List<String> layouts = List.of();

  /** The layout for a corpus: its own before the one of all; null where there is none. */
  private String layout(Path place) {
    String found = null;
    for (String one : layouts) {
      // A layout may hold a = itself, but begins with a folder's or placeholder's name.
      int sign = one.indexOf('=');
      boolean named = sign > 0 && one.indexOf('{') > sign;
      if (named && isAt(place, one.substring(0, sign))) {
        return one.substring(sign + 1);
      }
      found = named ? found : one;
    }
    return found;
  }

  private static boolean isAt(Path place, String named) {
    try {
      Path path = Path.of(named);
      if (!Files.isDirectory(path)) {
        throw new CorpusException(
            Problem.of("--layout " + named + "=…", "no such folder: " + named));
      }
      return place.toAbsolutePath().normalize().equals(path.toAbsolutePath().normalize());
    } catch (InvalidPathException e) {
      throw new CorpusException(Problem.of("--layout " + named + "=…", "not a possible folder"), e);
    }
  }

  Corpus open(Path place) {
    return open(place, reader);
  }

  /**
   * Opens one of several corpora.
   *
   * @param own how this one is read; null = as the others
   */
  Corpus open(Path place, String own) {
    Corpus corpus = Corpus.open(place, options(place, own));
    notes(place, corpus);
    return corpus;
  }

  /** Likewise, where a folder without labels will do. */
  Corpus openUnlabelled(Path place, String own) {
    Corpus corpus = Corpus.openUnlabelled(place, options(place, own));
    notes(place, corpus);
    return corpus;
  }

  /** How corpora are read, whichever they are; a layout of a single one is refused. */
  CorpusOptions options() {
    for (String one : layouts) {
      if (one.indexOf('=') > 0 && one.indexOf('{') > one.indexOf('=')) {
        throw new CorpusException(
            Problem.of("--layout " + one, "names a corpus")
                .remedy("a protocol file gives single corpora their layout"));
      }
    }
    return CorpusOptions.builder()
        .reader(reader)
        .layout(layouts.isEmpty() ? null : layouts.get(layouts.size() - 1))
        .labelColumns(labelColumns)
        .build();
  }

  private CorpusOptions options(Path place, String own) {
    return CorpusOptions.builder()
        .reader(own == null ? reader : own)
        .layout(layout(place))
        .labelColumns(labelColumns)
        .build();
  }

  /** Says on standard error what the reader decided where the corpus left room for doubt. */
  private static void notes(Path place, Corpus corpus) {
    corpus
        .notes()
        .forEach(
            note -> System.err.println(Output.line(place + ": note: " + OptionNames.in(note))));
  }

  /** What a corpus names but nobody can use; what it leaves out on purpose is not a failure. */
  static List<FailedInput> unusable(List<Unusable> all) {
    return all.stream()
        .filter(one -> one.kind() != Unusable.Kind.EXCLUDED)
        .map(one -> new FailedInput(one.id(), OptionNames.in(one.reason())))
        .toList();
  }
}
