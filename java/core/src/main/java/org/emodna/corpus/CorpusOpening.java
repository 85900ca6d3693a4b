package org.emodna.corpus;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.emodna.base.PathText;
import org.emodna.corpus.detection.Assembly;
import org.emodna.corpus.detection.Detector;
import org.emodna.corpus.detection.Readers;
import org.emodna.corpus.known.LaidOutFiles;
import org.emodna.corpus.manifest.Manifest;
import org.emodna.corpus.reader.CorpusReader;
import org.emodna.corpus.reader.CorpusTree;

/** Opens corpora: by a layout, a reader or a manifest, as the options and the place itself say. */
final class CorpusOpening {
  private static final System.Logger LOG = System.getLogger(CorpusOpening.class.getName());

  private CorpusOpening() {}

  static Corpus open(Path place, CorpusOptions options) {
    Corpus corpus = opened(place, options);
    corpus
        .notes()
        .forEach(note -> LOG.log(System.Logger.Level.DEBUG, "{0}: {1}", corpus.name(), note));
    return corpus;
  }

  private static Corpus opened(Path place, CorpusOptions options) {
    if (!Files.exists(place)) {
      throw new CorpusException(PathText.of(place) + ": no such file or folder");
    }
    String how = options.reader();
    List<String> labelColumns = options.labelColumns();
    if (options.layout() != null) {
      return ofLayout(place, options);
    }
    Optional<CorpusReader> named = Readers.named(how);
    if (named.isEmpty() && !how.equalsIgnoreCase(Corpus.AUTO)) {
      if (!Manifest.isOne(how)) {
        throw new CorpusException(
            "corpus reader '%s': use auto, %s, or a manifest's path (.csv, .tsv, .jsonl)"
                .formatted(how, Readers.names()));
      }
      return ofManifest(Manifest.read(manifestPath(how), labelColumns, place));
    }
    if (!Files.isDirectory(place)) {
      if (named.isPresent()) {
        throw new CorpusException(place + ": reader '" + how + "' needs a folder");
      }
      return ofManifest(Manifest.read(place, labelColumns));
    }
    CorpusTree tree = CorpusTree.of(place);
    CorpusReader reader =
        named.isPresent() ? named.get().prepared(tree) : Detector.detect(place, tree);
    return ofTree(place, reader, tree, labelColumns);
  }

  private static Corpus ofLayout(Path place, CorpusOptions options) {
    String how = options.reader();
    CorpusReader reader = new LaidOutFiles(options.layout());
    if (!how.equalsIgnoreCase(Corpus.AUTO) && !how.equalsIgnoreCase(reader.name())) {
      throw new CorpusException(
          "a layout and the corpus reader '%s' exclude each other: name one of them"
              .formatted(how));
    }
    if (!Files.isDirectory(place)) {
      throw new CorpusException(PathText.of(place) + ": a layout is for a folder, not for a file");
    }
    CorpusTree tree = CorpusTree.of(place);
    if (tree.speech().isEmpty()) {
      throw new CorpusException(PathText.of(place) + ": holds no audio or video files");
    }
    return ofTree(place, reader.prepared(tree), tree, options.labelColumns());
  }

  private static Corpus ofTree(
      Path place, CorpusReader reader, CorpusTree tree, List<String> labelColumns) {
    Assembly assembly = Assembly.of(reader, tree);
    if (assembly.utterances().isEmpty()) {
      throw new CorpusException(
          "%s: no usable file for reader '%s' (%s)%s"
              .formatted(place, reader.name(), reader.pattern(), example(assembly.unusable())));
    }
    return new Corpus(
        title(reader, tree.root()),
        tree.root(),
        reader.name(),
        assembly.utterances(),
        assembly.unusable(),
        new Corpus.Findings(
            labelColumns.isEmpty()
                ? List.of()
                : List.of(
                    "a folder has no columns, so CorpusOptions.labelColumns has no effect on it"),
            assembly.namesakes(),
            reader.speakers(),
            reader.missingLabels()));
  }

  private static Path manifestPath(String how) {
    try {
      return Path.of(how);
    } catch (InvalidPathException e) {
      throw new CorpusException("manifest '" + how + "': not a possible path", e);
    }
  }

  private static Corpus ofManifest(Manifest manifest) {
    if (manifest.utterances().isEmpty()) {
      throw new CorpusException(
          manifest.path()
              + ": no usable row"
              + example(manifest.unusable())
              + Corpus.noted(manifest.notes()));
    }
    String file = PathText.of(manifest.path().getFileName());
    return new Corpus(
        file.replaceFirst("\\.[^.]*$", ""),
        manifest.path().toAbsolutePath().normalize().getParent(),
        "manifest",
        manifest.utterances(),
        manifest.unusable(),
        new Corpus.Findings(manifest.notes(), Map.of(), Optional.empty(), Optional.empty()));
  }

  private static String title(CorpusReader reader, Path root) {
    boolean generic = reader.name().equals("folders") || reader.name().equals("unlabelled");
    Path folder = root.getFileName();
    return generic && folder != null ? PathText.of(folder) : reader.title();
  }

  private static String example(List<Unusable> unusable) {
    if (unusable.isEmpty()) {
      return "";
    }
    Unusable first = unusable.get(0);
    return ", for example %s: %s".formatted(first.id(), first.reason());
  }
}
