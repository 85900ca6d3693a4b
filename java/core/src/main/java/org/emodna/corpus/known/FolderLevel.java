package org.emodna.corpus.known;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.emodna.corpus.Emotion;
import org.emodna.corpus.known.FolderWords.Kind;

/**
 * The folders of a whole tree that lie equally far above or below those of the emotions: their
 * names, and whether the same names recur under other emotions.
 */
final class FolderLevel {
  /** A level is of a kind if this share of its names is. */
  private static final double MOST = 0.8;

  private static final int SHOWN = 4;

  private final int offset;
  private final Map<String, Set<Emotion>> emotions = new TreeMap<>();
  private int files;
  private int filesNamedSo;
  private Kind kind;

  /**
   * @param offset from the emotion's folder: -1 for the one directly above, 1 for the one below
   */
  FolderLevel(int offset) {
    this.offset = offset;
  }

  void add(String name, Emotion emotion, String stem) {
    emotions.computeIfAbsent(name, first -> new HashSet<>()).add(emotion);
    kind = null;
    files++;
    if (stem.length() > name.length()
        && stem.regionMatches(true, 0, name, 0, name.length())
        && !Character.isLetterOrDigit(stem.charAt(name.length()))) {
      filesNamedSo++;
    }
  }

  int offset() {
    return offset;
  }

  int files() {
    return files;
  }

  Set<String> names() {
    return emotions.keySet();
  }

  /** Whether files mostly begin with the name of their folder here. */
  boolean namesFiles() {
    return filesNamedSo >= MOST * files;
  }

  /**
   * Whether names and emotions cross, as people and emotions do: at least half of the names occur
   * with several emotions, and half of the emotions with several names.
   */
  boolean comesBack() {
    long several = emotions.values().stream().filter(with -> with.size() > 1).count();
    Map<Emotion, Integer> names = new HashMap<>();
    emotions.values().forEach(with -> with.forEach(one -> names.merge(one, 1, Integer::sum)));
    long shared = names.values().stream().filter(count -> count > 1).count();
    return 2 * several >= emotions.size() && 2 * shared >= names.size();
  }

  Kind kind() {
    if (kind == null) {
      kind = findKind();
    }
    return kind;
  }

  private Kind findKind() {
    Map<Kind, Integer> kinds = new HashMap<>();
    names().forEach(name -> kinds.merge(FolderWords.kind(name), 1, Integer::sum));
    int people = kinds.getOrDefault(Kind.PERSON, 0);
    if (people >= MOST * names().size()) {
      return Kind.PERSON;
    }
    if (people + kinds.getOrDefault(Kind.INITIAL, 0) >= MOST * names().size()) {
      return Kind.INITIAL;
    }
    if (names().size() > 1 && names().stream().allMatch(FolderLevel::isGenderLetter)) {
      return Kind.GENDER;
    }
    if (names().stream().allMatch(FolderWords::isLanguage)) {
      return Kind.LANGUAGE;
    }
    int noPeople =
        kinds.entrySet().stream()
            .filter(entry -> entry.getKey().isNoPerson())
            .mapToInt(Map.Entry::getValue)
            .sum();
    if (3 * noPeople >= 2 * names().size()) {
      return kinds.entrySet().stream()
          .filter(entry -> entry.getKey().isNoPerson())
          .max(
              Map.Entry.<Kind, Integer>comparingByValue()
                  .thenComparing(Map.Entry.<Kind, Integer>comparingByKey().reversed()))
          .orElseThrow()
          .getKey();
    }
    return kinds.getOrDefault(Kind.NUMBER, 0) >= MOST * names().size() && areNumbers()
        ? Kind.NUMBER
        : Kind.WORD;
  }

  static boolean isGenderLetter(String name) {
    String plain = FolderWords.plain(name);
    return plain.equals("f") || plain.equals("w") || plain.equals("m");
  }

  /** Numbers count one thing: they have the same word or letter before them, or none. */
  private boolean areNumbers() {
    return names().stream().map(name -> name.replaceAll("\\d+$", "").length()).distinct().count()
            == 1
        || names().stream().allMatch(name -> name.length() <= 3);
  }

  /** Whether numbers here may count people: there are more than of most other things. */
  boolean maySayPeople() {
    boolean padded =
        names().stream().allMatch(name -> name.matches(".*\\d{2}")) && names().size() > 1;
    return namesFiles() || (offset < 0 && (padded || names().size() > 3));
  }

  /** "the folders above the emotions' (ann, bob)". */
  String shown() {
    String where =
        switch (offset) {
          case -1 -> "the folders above the emotions'";
          case 1 -> "the folders below the emotions'";
          default ->
              "the folders %d levels %s the emotions'"
                  .formatted(Math.abs(offset), offset < 0 ? "above" : "below");
        };
    List<String> some = names().stream().limit(SHOWN).toList();
    return "%s (%s%s)"
        .formatted(
            where,
            some.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", ")),
            names().size() > SHOWN ? ", … " + names().size() + " in all" : "");
  }
}
