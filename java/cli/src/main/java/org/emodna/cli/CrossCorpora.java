package org.emodna.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.emodna.base.EmoDnaException;
import org.emodna.corpus.Corpus;

/** The corpora of {@code cross-corpus} by their names, and the directions between them. */
final class CrossCorpora {
  /** Names of two corpora. */
  record Ends(String source, String target) {}

  private final Map<String, Path> places;

  private CrossCorpora(Map<String, Path> places) {
    this.places = places;
  }

  /** Corpora at these places, by the names of their folders or manifests. */
  static CrossCorpora at(List<Path> places) {
    Map<String, Path> names = new LinkedHashMap<>();
    for (Path place : places) {
      Path last = place.toAbsolutePath().normalize().getFileName();
      if (last == null) {
        throw new EmoDnaException("--corpora " + place + ": has no name; give a folder below it");
      }
      String name = last.toString();
      if (Files.isRegularFile(place)) {
        name = name.replaceFirst("\\.[^.]*$", "");
      }
      for (Map.Entry<String, Path> other : names.entrySet()) {
        if (CorpusUses.same(place, other.getValue())) {
          throw new EmoDnaException(
              "--corpora: " + place + " and " + other.getValue() + " are the same; name it once");
        }
      }
      if (names.put(name, place) != null) {
        throw new EmoDnaException(
            "--corpora: two are called '" + name + "'; rename a folder, or link to it");
      }
    }
    return new CrossCorpora(names);
  }

  /** Those that are named as in 'A>B', or all. */
  List<Ends> directions(List<String> named) {
    List<Ends> all = new ArrayList<>();
    if (named == null) {
      for (String source : places.keySet()) {
        for (String target : places.keySet()) {
          if (!source.equals(target)) {
            all.add(new Ends(source, target));
          }
        }
      }
      return all;
    }
    for (String name : named) {
      String[] ends = name.strip().split(">", -1);
      Ends direction = new Ends(ends[0].strip(), ends[ends.length - 1].strip());
      if (ends.length != 2
          || !places.containsKey(direction.source)
          || !places.containsKey(direction.target)
          || direction.source.equals(direction.target)) {
        throw new EmoDnaException(
            "--directions "
                + name.strip()
                + ": name two of the corpora as in 'A>B'; they are "
                + places.keySet());
      }
      all.add(direction);
    }
    return all;
  }

  /**
   * Opens them all.
   *
   * @param readers of single ones, by the corpus's name
   * @param problems gets what can't be opened
   */
  Map<String, Corpus> open(CorpusOption option, Map<String, String> readers, Problems problems) {
    for (String name : readers.keySet()) {
      if (!places.containsKey(name)) {
        throw new EmoDnaException(
            "--corpus-readers "
                + name
                + ": is not one of the corpora; they are "
                + places.keySet());
      }
    }
    Map<String, Corpus> opened = new LinkedHashMap<>();
    places.forEach(
        (name, place) -> {
          Corpus corpus = problems.collect(() -> option.open(place, readers.get(name)));
          if (corpus != null) {
            opened.put(name, corpus);
          }
        });
    return opened;
  }
}
