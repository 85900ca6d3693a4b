package org.emodna.protocol;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.emodna.base.EmoDnaException;
import org.emodna.base.PathText;
import org.emodna.base.Problem;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.CorpusOptions;
import org.emodna.corpus.Emotion;

/**
 * The corpora of a protocol that are there, and those that are missing. Found by the names of
 * folders, whatever their case, or by what the files in them are named like; only names are read.
 */
public final class FoundCorpora {
  /**
   * A corpus that is there.
   *
   * @param name in tasks and tables
   * @param place its folder or manifest; null where it was given open
   * @param corpus opened
   */
  public record Found(String name, Path place, Corpus corpus) {
    /** Where it is, for people. */
    public String shownPlace() {
      return place == null ? corpus.place() : PathText.of(place);
    }

    /** The last name of its place, which is the same on other machines. */
    public String shortPlace() {
      return place == null
          ? corpus.place()
          : PathText.of(place.getFileName() == null ? place : place.getFileName());
    }
  }

  /**
   * A corpus that isn't there, or can't be read.
   *
   * @param reason for people
   */
  public record Missing(String name, String reason) {}

  private final List<Found> found;
  private final List<Missing> missing;

  private FoundCorpora(List<Found> found, List<Missing> missing) {
    this.found = List.copyOf(found);
    this.missing = List.copyOf(missing);
  }

  /** In the protocol's order, or in that of the places. */
  public List<Found> found() {
    return found;
  }

  /** Those of the protocol that are not there. */
  public List<Missing> missing() {
    return missing;
  }

  /** One by its name. */
  public Optional<Corpus> named(String name) {
    return found.stream().filter(one -> one.name.equals(name)).map(Found::corpus).findFirst();
  }

  /**
   * Looks for a protocol's corpora.
   *
   * @param places folders of corpora, and corpora
   * @param opened corpora that are open already, before the places
   * @param options how a corpus is read of which the protocol says nothing
   * @param readers of single ones, by name: a reader's name or a manifest, before what the protocol
   *     says
   * @throws ProtocolException if none is there, or it can't be told which of two is meant
   */
  static FoundCorpora of(
      Protocol protocol,
      List<Path> places,
      List<Corpus> opened,
      CorpusOptions options,
      Map<String, String> readers) {
    if (places.isEmpty() && opened.isEmpty()) {
      throw new ProtocolException(
          Problem.of("corpora", "no folder is named").remedy("name a folder of corpora"));
    }
    List<Candidate> candidates = new ArrayList<>();
    opened.forEach(corpus -> candidates.add(Candidate.of(corpus)));
    CandidateSearch search = new CandidateSearch(options);
    List<CorpusEntry> entries = protocol.content().corpora();
    places.forEach(place -> candidates.addAll(search.in(place, entries)));
    FoundCorpora all =
        entries.isEmpty()
            ? any(candidates, readers, options)
            : entries(entries, candidates, readers, options);
    for (String name : readers.keySet()) {
      if (all.named(name).isEmpty() && all.missing.stream().noneMatch(m -> m.name.equals(name))) {
        throw new ProtocolException(
            Problem.of("reader of '" + Names.shown(name) + "'", "there is no such corpus")
                .remedy("they are " + names(all.found)));
      }
    }
    if (all.found.isEmpty()) {
      throw new ProtocolException(
          Problem.of("protocol " + protocol.name(), "no corpus is there" + reasons(all.missing))
              .remedy("name folders that hold them, or that are them"));
    }
    return all;
  }

  private static String reasons(List<Missing> missing) {
    StringBuilder text = new StringBuilder();
    missing.forEach(
        one ->
            text.append(text.length() == 0 ? ": " : "; ")
                .append(one.name)
                .append(' ')
                .append(one.reason));
    return text.toString();
  }

  private static List<String> names(List<Found> found) {
    return found.stream().map(Found::name).toList();
  }

  /** All that is there, by the names of folders. */
  private static FoundCorpora any(
      List<Candidate> candidates, Map<String, String> readers, CorpusOptions options) {
    Map<String, Candidate> byName = new LinkedHashMap<>();
    for (Candidate one : Candidate.distinct(candidates)) {
      String name = Names.require(one.name(), "corpus " + one.shown());
      Candidate other = byName.putIfAbsent(name, one);
      if (other != null) {
        throw new ProtocolException(
            Problem.of("corpora", "two are called '%s': %s and %s".formatted(name, other, one))
                .remedy("rename a folder, or link to it by another name"));
      }
    }
    List<Found> found = new ArrayList<>();
    List<Missing> missing = new ArrayList<>();
    byName.forEach(
        (name, one) ->
            open(name, one, options(null, readers.get(name), options), Map.of(), found, missing));
    return new FoundCorpora(found, missing);
  }

  private static FoundCorpora entries(
      List<CorpusEntry> entries,
      List<Candidate> candidates,
      Map<String, String> readers,
      CorpusOptions options) {
    List<Found> found = new ArrayList<>();
    List<Missing> missing = new ArrayList<>();
    for (CorpusEntry entry : entries) {
      List<Candidate> fitting = Candidate.distinct(Candidate.of(entry, candidates));
      if (fitting.isEmpty()) {
        missing.add(
            new Missing(
                entry.name(),
                "is not there: no folder is called so, and no files are named like its own"));
      } else if (fitting.size() > 1) {
        throw new ProtocolException(
            Problem.of(
                    "corpus " + entry.name(),
                    "may be any of " + fitting.stream().map(Candidate::shown).toList())
                .remedy("name the one that is meant, and not the folder above it"));
      } else {
        CorpusOptions how = options(entry, readers.get(entry.name()), options);
        open(entry.name(), fitting.get(0), how, entry.labels(), found, missing);
      }
    }
    return new FoundCorpora(found, missing);
  }

  private static CorpusOptions options(CorpusEntry entry, String reader, CorpusOptions options) {
    if (reader != null) {
      return CorpusOptions.builder().reader(reader).labelColumns(options.labelColumns()).build();
    }
    if (entry == null || entry.reader().equals(Corpus.AUTO) && entry.layout() == null) {
      return options;
    }
    return CorpusOptions.builder()
        .reader(entry.reader())
        .layout(entry.layout())
        .labelColumns(options.labelColumns())
        .build();
  }

  private static void open(
      String name,
      Candidate candidate,
      CorpusOptions options,
      Map<Emotion, Emotion> labels,
      List<Found> found,
      List<Missing> missing) {
    try {
      Corpus corpus =
          candidate.opened() != null
              ? candidate.opened()
              : Corpus.open(candidate.place(), manifest(candidate, options));
      found.add(new Found(name, candidate.place(), corpus.relabelled(labels)));
    } catch (EmoDnaException e) {
      missing.add(new Missing(name, "can't be read: " + e.getMessage()));
    }
  }

  /** A manifest is read as one, whatever reader a protocol says for folders. */
  private static CorpusOptions manifest(Candidate candidate, CorpusOptions options) {
    return candidate.isFolder()
        ? options
        : CorpusOptions.builder().labelColumns(options.labelColumns()).build();
  }
}
