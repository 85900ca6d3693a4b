package org.emodna.corpus.known;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.emodna.corpus.Emotion;

/**
 * Speakers in file names, if they can be told from other numbers: after a word such as spk, or as F
 * or M with a number in the same place of every name.
 */
final class SpeakerInNames {
  private static final Pattern WORD =
      Pattern.compile(
          "(?<![\\p{L}\\p{N}])(?:spk|spkr|speaker|subject|subj|sub|actor|actress|sprecher|locuteur"
              + "|parlante|hablante|person|participant|talker)[ _-]?\\d{1,4}(?![\\p{L}\\p{N}])",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern PARTS = Pattern.compile("[^\\p{L}\\p{N}]+");
  private static final Pattern INITIAL = Pattern.compile("[fmwFMW]\\d{1,3}");
  private static final int MOST_PARTS = 8;
  private static final double MOST = 0.9;

  private record Named(String stem, Emotion emotion) {}

  private final List<Named> files = new ArrayList<>();

  void add(String stem, Emotion emotion) {
    files.add(new Named(stem, emotion));
  }

  /** How to take the speaker from a stem (null where it says none); empty if that is unclear. */
  Optional<Function<String, String>> find() {
    if (files.isEmpty()) {
      return Optional.empty();
    }
    if (files.stream().filter(file -> word(file.stem) != null).count() >= MOST * files.size()) {
      return Optional.of(SpeakerInNames::word);
    }
    List<Integer> places = new ArrayList<>();
    for (int place = 0; place < MOST_PARTS; place++) {
      if (isInitial(place)) {
        places.add(place);
      }
    }
    if (places.size() != 1) {
      return Optional.empty();
    }
    int only = places.get(0);
    return Optional.of(stem -> initial(stem, only));
  }

  /** What most names have between their parts; empty where they have none. */
  String separator() {
    return List.of("_", "-", " ", ".").stream()
        .filter(
            mark -> 2 * files.stream().filter(f -> f.stem.contains(mark)).count() > files.size())
        .findFirst()
        .orElse("");
  }

  /** Whether F and M both occur there, and one name with several emotions. */
  private boolean isInitial(int place) {
    Map<String, Set<Emotion>> emotions = new HashMap<>();
    int with = 0;
    for (Named file : files) {
      String name = initial(file.stem, place);
      if (name != null) {
        with++;
        emotions.computeIfAbsent(name, first -> new HashSet<>()).add(file.emotion);
      }
    }
    return with >= MOST * files.size()
        && emotions.keySet().stream().anyMatch(name -> name.startsWith("M"))
        && emotions.keySet().stream().anyMatch(name -> !name.startsWith("M"))
        && emotions.values().stream().anyMatch(several -> several.size() > 1);
  }

  private static String word(String stem) {
    Matcher word = WORD.matcher(stem);
    return word.find() ? word.group().toLowerCase(Locale.ROOT) : null;
  }

  private static String initial(String stem, int place) {
    String[] parts = PARTS.split(stem);
    return place < parts.length && INITIAL.matcher(parts[place]).matches()
        ? parts[place].toUpperCase(Locale.ROOT)
        : null;
  }
}
