package org.emodna.protocol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.emodna.base.PathText;
import org.emodna.corpus.Corpus;

/**
 * A folder or manifest that may be one of a protocol's corpora, or a corpus that is open already.
 *
 * @param place absolute and normalised; null where it is open already
 * @param reader the reader that was detected; null where nobody looked
 * @param title the corpus's name by that reader; null likewise
 * @param opened null where it is still to be opened
 */
record Candidate(Path place, String reader, String title, Corpus opened) {
  Candidate(Path place, String reader, String title) {
    this(place, reader, title, null);
  }

  /** One that is open already, with files or without. */
  static Candidate of(Corpus opened) {
    return new Candidate(null, opened.reader(), opened.name(), opened);
  }

  /** The name of a folder, or of a manifest without its ending. */
  static String nameOf(Path place) {
    Path last = place.getFileName();
    if (last == null) {
      return "";
    }
    String name = PathText.of(last);
    return Files.isDirectory(place) ? name : name.replaceFirst("\\.[^.]*$", "");
  }

  String name() {
    return opened != null ? opened.name() : nameOf(place);
  }

  /** For messages. */
  String shown() {
    String text = opened != null ? "the open corpus " + opened.name() : PathText.of(place);
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  boolean isFolder() {
    return place != null && Files.isDirectory(place);
  }

  /** Those that may be a corpus: by name, and only where none is, by what their files are like. */
  static List<Candidate> of(CorpusEntry entry, List<Candidate> all) {
    List<Candidate> named = all.stream().filter(one -> entry.goesBy(one.name())).toList();
    if (!named.isEmpty()) {
      return named;
    }
    return all.stream()
        .filter(one -> one.reader != null)
        .filter(one -> one.reader.equals(entry.reader()) || entry.goesBy(one.title))
        .toList();
  }

  /** One place that is named twice, or linked to, is one. */
  static List<Candidate> distinct(List<Candidate> all) {
    Map<Object, Candidate> places = new LinkedHashMap<>();
    for (Candidate one : all) {
      places.putIfAbsent(one.opened != null ? one.opened : real(one.place), one);
    }
    return new ArrayList<>(places.values());
  }

  private static Path real(Path place) {
    try {
      return place.toRealPath();
    } catch (IOException e) {
      return place;
    }
  }

  @Override
  public String toString() {
    return shown();
  }
}
