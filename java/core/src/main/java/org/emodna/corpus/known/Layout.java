package org.emodna.corpus.known;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.emodna.corpus.CorpusException;
import org.emodna.corpus.reader.CorpusFile;

/**
 * What the folders and file names of a corpus mean, as its user writes it: <code>
 * {speaker}/{emotion}/{}</code>, <code>{emotion}/{speaker}_{}.wav</code>.
 *
 * <p>A placeholder stands for one or more characters of one folder's or file's name, as few as fit:
 * <code>{speaker}</code>, <code>{emotion}</code>, <code>{gender}</code>, and <code>{}</code> for
 * what says nothing. <code>{...}</code> stands for any number of folders, none included. Everything
 * else stands for itself, whatever its case. A file's extension may be left out. A placeholder that
 * occurs twice must stand for the same text both times.
 */
final class Layout {
  private static final Set<String> NAMES = Set.of("speaker", "emotion", "gender");
  private static final String ANY_FOLDERS = "{...}";
  private static final int MOST_CHARS = 1000;
  private static final int MOST_LEVELS = 64;

  private final String text;
  private final List<NamePattern> levels = new ArrayList<>();

  private Layout(String text) {
    this.text = text;
  }

  /**
   * Reads a layout.
   *
   * @throws CorpusException if it is not a layout; the message says why
   */
  static Layout of(String text) {
    Layout layout = new Layout(text);
    if (text.length() > MOST_CHARS) {
      throw new CorpusException("layout: more than " + MOST_CHARS + " characters");
    }
    String plain = text.strip();
    if (plain.startsWith("/")) {
      throw wrong(text, "is relative to the corpus's folder; leave out the / at its beginning");
    }
    Set<String> said = new TreeSet<>();
    String[] parts = plain.split("/", -1);
    if (parts.length > MOST_LEVELS) {
      throw wrong(text, "has more than " + MOST_LEVELS + " levels");
    }
    for (String part : parts) {
      if (part.isEmpty()) {
        throw wrong(text, "must end with what the files are called, such as {}");
      }
      NamePattern pattern = part.equals(ANY_FOLDERS) ? null : NamePattern.of(part);
      layout.levels.add(pattern);
      if (pattern == null) {
        continue;
      }
      for (String name : pattern.names()) {
        if (!name.isEmpty() && !NAMES.contains(name)) {
          throw wrong(text, "has {" + name + "}; use {speaker}, {emotion}, {gender}, {} or {...}");
        }
        said.add(name);
      }
      if (!pattern.isWhole()) {
        throw wrong(text, "has an unmatched brace, or placeholders side by side");
      }
    }
    if (layout.levels.get(layout.levels.size() - 1) == null) {
      throw wrong(text, "must end with what the files are called, such as {}");
    }
    if (!said.contains("emotion") && !said.contains("speaker")) {
      throw wrong(text, "says neither {emotion} nor {speaker}");
    }
    return layout;
  }

  private static CorpusException wrong(String text, String why) {
    return new CorpusException(
        "layout '%s' %s. An example: '{speaker}/{emotion}/{}'".formatted(text, why));
  }

  /** What a file's path says, by placeholder; empty if it is not laid out so. */
  Optional<Map<String, String>> match(CorpusFile file) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < file.depth(); i++) {
      names.add(file.folderBelowRoot(i));
    }
    String extension = file.extension();
    names.add(extension.isEmpty() ? file.stem() : file.stem() + "." + extension);
    Optional<Map<String, String>> whole = match(names);
    if (whole.isPresent() && !levels.get(levels.size() - 1).endsOpen()) {
      return whole;
    }
    names.set(names.size() - 1, file.stem());
    return match(names);
  }

  private Optional<Map<String, String>> match(List<String> names) {
    // As with the names themselves, the first fit of what stands between {...} is as good as any.
    Map<String, String> said = new HashMap<>();
    int level = 0;
    int name = 0;
    int open = -1;
    int from = 0;
    Map<String, String> saidBefore = Map.of();
    while (name < names.size()) {
      if (level < levels.size() && levels.get(level) == null) {
        open = ++level;
        from = name;
        saidBefore = new HashMap<>(said);
      } else if (level < levels.size() && levels.get(level).match(names.get(name), said)) {
        level++;
        name++;
      } else if (open >= 0) {
        level = open;
        name = ++from;
        said = new HashMap<>(saidBefore);
      } else {
        return Optional.empty();
      }
    }
    while (level < levels.size() && levels.get(level) == null) {
      level++;
    }
    return level == levels.size() ? Optional.of(said) : Optional.empty();
  }

  @Override
  public String toString() {
    return text;
  }

  boolean says(String placeholder) {
    return levels.stream().anyMatch(level -> level != null && level.names().contains(placeholder));
  }

  /** A name with placeholders in it. */
  private record NamePattern(List<String> literals, List<String> names, boolean isWhole) {
    static NamePattern of(String part) {
      List<String> literals = new ArrayList<>();
      List<String> names = new ArrayList<>();
      boolean whole = true;
      int from = 0;
      for (int open; (open = part.indexOf('{', from)) >= 0; ) {
        int close = part.indexOf('}', open);
        if (close < 0) {
          whole = false;
          break;
        }
        literals.add(part.substring(from, open));
        // Where one ends and the next begins, nobody could say.
        whole &= names.isEmpty() || open > from;
        names.add(part.substring(open + 1, close).strip().toLowerCase(Locale.ROOT));
        from = close + 1;
      }
      literals.add(part.substring(from));
      whole &= literals.stream().noneMatch(literal -> literal.contains("}"));
      return new NamePattern(literals, names, whole);
    }

    /** Whether it ends with a placeholder, which would take an extension with it. */
    boolean endsOpen() {
      return literals.get(literals.size() - 1).isEmpty();
    }

    /**
     * Matches a whole name; what it says is added to what is known, which it must not contradict.
     */
    boolean match(String name, Map<String, String> said) {
      int at = literals.get(0).length();
      if (!name.regionMatches(true, 0, literals.get(0), 0, at)) {
        return false;
      }
      for (int i = 0; i < names.size(); i++) {
        String next = literals.get(i + 1);
        boolean last = i == names.size() - 1;
        int end = last ? name.length() - next.length() : find(name, next, at + 1);
        if (end <= at || !name.regionMatches(true, end, next, 0, next.length())) {
          return false;
        }
        String value = name.substring(at, end);
        String before = names.get(i).isEmpty() ? null : said.putIfAbsent(names.get(i), value);
        if (before != null && !before.equals(value)) {
          return false;
        }
        at = end + next.length();
      }
      return at == name.length();
    }

    private static int find(String name, String literal, int from) {
      for (int i = from; i + literal.length() <= name.length(); i++) {
        if (name.regionMatches(true, i, literal, 0, literal.length())) {
          return i;
        }
      }
      return -1;
    }
  }
}
