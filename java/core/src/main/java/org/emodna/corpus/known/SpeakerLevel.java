package org.emodna.corpus.known;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.emodna.corpus.known.FolderWords.Kind;

/**
 * Which part of a path names the speaker, judged by the whole tree.
 *
 * @param level the folders that do, or null
 * @param inFile how to take it from a file's stem, or null
 * @param scope folders above, of genders or languages, under which the same names are of different
 *     people; or null
 * @param why the reason, for people; null if there is nothing to choose from
 */
record SpeakerLevel(
    FolderLevel level, Function<String, String> inFile, FolderLevel scope, String why) {
  static final SpeakerLevel NONE = new SpeakerLevel(null, null, null, null);

  /**
   * Chooses. Folders with names like people's come first; then such names in the files' names; then
   * the only level whose names could be people's and recur under several emotions. If two levels
   * could, neither is chosen: an unknown speaker does less harm than an invented one.
   *
   * @param levels all levels of the tree
   * @param names the stems of its files
   * @param sharesNames whether the same names of one level lie under several of another
   * @param layout a layout that says it, for the message
   */
  static SpeakerLevel of(
      List<FolderLevel> levels, SpeakerInNames names, Sharing sharesNames, String layout) {
    for (Kind kind : List.of(Kind.PERSON, Kind.INITIAL)) {
      List<FolderLevel> people = levels.stream().filter(one -> one.kind() == kind).toList();
      if (people.size() == 1) {
        String why = people.get(0).shown() + ", whose names are like those of people";
        return at(people.get(0), levels, sharesNames, why);
      }
      if (people.size() > 1) {
        return unknown(people, "all look like people", layout);
      }
    }
    Optional<Function<String, String>> inNames = names.find();
    if (inNames.isPresent()) {
      return new SpeakerLevel(null, inNames.get(), null, "the names of the files");
    }
    List<FolderLevel> several = levels.stream().filter(one -> one.names().size() > 1).toList();
    List<FolderLevel> possible =
        several.stream()
            .filter(FolderLevel::comesBack)
            .filter(
                one -> one.kind() == Kind.WORD || (one.kind() == Kind.NUMBER && one.maySayPeople()))
            .toList();
    if (possible.size() == 1) {
      String why = possible.get(0).shown() + ", the only names that could be people's and recur";
      return at(possible.get(0), levels, sharesNames, why);
    }
    if (possible.size() > 1) {
      return unknown(possible, "each could be the speaker", layout);
    }
    return several.isEmpty() ? NONE : unknown(several, null, layout);
  }

  /** Whether names of the lower level lie under several names of the upper one. */
  interface Sharing {
    boolean test(FolderLevel upper, FolderLevel lower);
  }

  private static SpeakerLevel at(
      FolderLevel chosen, List<FolderLevel> levels, Sharing sharesNames, String why) {
    for (FolderLevel upper : levels) {
      boolean scope = upper.kind() == Kind.GENDER || upper.kind() == Kind.LANGUAGE;
      if (scope && upper.offset() < chosen.offset() && sharesNames.test(upper, chosen)) {
        return new SpeakerLevel(
            chosen,
            null,
            upper,
            why + "; the same name under another of " + upper.shown() + " is another person");
      }
    }
    return new SpeakerLevel(chosen, null, null, why);
  }

  private static SpeakerLevel unknown(List<FolderLevel> levels, String reason, String layout) {
    List<String> parts = new ArrayList<>();
    for (FolderLevel level : levels) {
      parts.add(level.shown() + (reason == null ? seen(level) : ""));
    }
    String joined = parts.stream().collect(Collectors.joining(" and "));
    return new SpeakerLevel(
        null,
        null,
        null,
        "unknown: %s%s. If one names the speaker, say which, as with CorpusOptions.layout '%s'"
            .formatted(joined, reason == null ? "" : " " + reason, layout));
  }

  private static String seen(FolderLevel level) {
    if (level.kind().isNoPerson()) {
      return " look like " + level.kind().plural();
    }
    return level.comesBack()
        ? " could count anything"
        : " do not recur under other emotions, as people's names would";
  }

  /** Whether one lower name is in several pairs of an upper name, a slash and a lower name. */
  static boolean shares(Set<String> pairs) {
    Set<String> lower = new HashSet<>();
    for (String pair : pairs) {
      if (!lower.add(pair.substring(pair.indexOf('/') + 1))) {
        return true;
      }
    }
    return false;
  }
}
