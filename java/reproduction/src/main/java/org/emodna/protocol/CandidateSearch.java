package org.emodna.protocol;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.emodna.base.EmoDnaException;
import org.emodna.base.PathText;
import org.emodna.base.Problem;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.CorpusOptions;

/** Tells folders of corpora from corpora, by the names of folders and files alone. */
final class CandidateSearch {
  /** Folders in which one of corpora is looked for; more are hardly corpora. */
  private static final int MOST_CHILDREN = 10_000;

  /** Readers that take any names, by which two folders are not told apart. */
  private static final Set<String> GENERIC = Set.of("folders", "unlabelled", "layout");

  private final CorpusOptions options;

  /**
   * @param options how a corpus is read of which nothing else is known
   */
  CandidateSearch(CorpusOptions options) {
    this.options = options;
  }

  /**
   * What may be a corpus in a place.
   *
   * @param entries the corpora that are looked for; empty = any
   */
  List<Candidate> in(Path given, List<CorpusEntry> entries) {
    Path place = given.toAbsolutePath().normalize();
    if (!Files.exists(place)) {
      throw new ProtocolException(
          Problem.of(PathText.of(given), "there is no such file or folder")
              .remedy("name folders of corpora, or corpora"));
    }
    Candidate itself = new Candidate(place, null, null);
    if (!Files.isDirectory(place) || isNamed(itself, entries)) {
      return List.of(itself);
    }
    List<Path> children = children(place);
    List<Candidate> named = new ArrayList<>();
    List<Candidate> others = new ArrayList<>();
    for (Path child : children) {
      Candidate candidate = new Candidate(child, null, null);
      if (isNamed(candidate, entries)) {
        named.add(candidate);
      } else {
        others.add(detected(child));
      }
    }
    if (!named.isEmpty()) {
      List<Candidate> all = new ArrayList<>(named);
      others.stream().filter(one -> one.reader() != null).forEach(all::add);
      return all;
    }
    List<Candidate> understood = others.stream().filter(one -> one.reader() != null).toList();
    itself = detected(place);
    Set<String> known = new LinkedHashSet<>();
    understood.stream()
        .map(Candidate::reader)
        .filter(reader -> !GENERIC.contains(reader))
        .forEach(known::add);
    boolean whole = itself.reader() != null && !GENERIC.contains(itself.reader());
    // A corpus's own folders look like that corpus, or like none.
    boolean several = known.size() > 1 || !whole && !known.isEmpty() || itself.reader() == null;
    if (several && !understood.isEmpty()) {
      // Of any corpora, those that can't be read are named too.
      return entries.isEmpty() ? others : understood;
    }
    return List.of(itself);
  }

  private static boolean isNamed(Candidate candidate, List<CorpusEntry> entries) {
    return entries.stream().anyMatch(entry -> entry.goesBy(candidate.name()));
  }

  private Candidate detected(Path place) {
    try {
      Corpus corpus = Corpus.open(place, options);
      return new Candidate(place, corpus.reader(), corpus.name());
    } catch (EmoDnaException e) {
      return new Candidate(place, null, null);
    }
  }

  private static List<Path> children(Path folder) {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path child : all) {
        if (Files.isDirectory(child) && !child.getFileName().toString().startsWith(".")) {
          children.add(child);
        }
        if (children.size() > MOST_CHILDREN) {
          throw new ProtocolException(
              Problem.of(PathText.of(folder), "has more than " + MOST_CHILDREN + " folders")
                  .remedy("name the corpora in it"));
        }
      }
    } catch (IOException e) {
      throw new ProtocolException(
          Problem.of(PathText.of(folder), "can't be listed (" + e + ")"), e);
    }
    children.sort(Comparator.comparing(PathText::of));
    return children;
  }
}
