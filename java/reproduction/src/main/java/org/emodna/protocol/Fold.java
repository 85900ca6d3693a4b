package org.emodna.protocol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.emodna.base.ContentHash;
import org.emodna.corpus.Corpus;
import org.emodna.corpus.Utterance;

/**
 * A fold of a corpus. Which recordings are in it follows from their ids, speakers and labels and
 * from the seed, and from nothing else.
 *
 * @param name within the corpus: a speaker, or a number
 * @param test ids of what is recognised; all others are learnt from
 */
record Fold(String name, Set<String> test) {
  /** A fold for each speaker; all recordings must have one. */
  static List<Fold> ofSpeakers(Corpus corpus) {
    List<Fold> folds = new ArrayList<>();
    Set<String> names = new HashSet<>();
    bySpeaker(corpus.utterances())
        .forEach(
            (speaker, utterances) -> {
              String plain = Names.part(speaker);
              String name = plain;
              for (int i = 2; !names.add(name); i++) {
                name = plain + " (" + i + ")";
              }
              folds.add(new Fold(name, ids(utterances)));
            });
    return folds;
  }

  /** So many folds of whole speakers, as alike in their classes as that allows. */
  static List<Fold> ofSpeakerGroups(Corpus corpus, int count, long seed) {
    Map<String, List<Utterance>> speakers = bySpeaker(corpus.utterances());
    List<String> order = shuffled(speakers.keySet(), seed);
    // The largest first: small ones can still be fitted in.
    order.sort(Comparator.comparingInt(speaker -> -speakers.get(speaker).size()));
    List<Set<String>> folds = empty(count);
    List<Map<String, Integer>> counts = new ArrayList<>();
    folds.forEach(fold -> counts.add(new TreeMap<>()));
    int left = order.size();
    for (String speaker : order) {
      Map<String, Integer> own = classes(speakers.get(speaker));
      int unfilled = (int) folds.stream().filter(Set::isEmpty).count();
      int best = -1;
      long least = Long.MAX_VALUE;
      for (int fold = 0; fold < count; fold++) {
        // No fold may stay empty.
        boolean allowed = folds.get(fold).isEmpty() || left > unfilled;
        long cost = allowed ? cost(counts.get(fold), own) : Long.MAX_VALUE;
        if (cost < least) {
          best = fold;
          least = cost;
        }
      }
      folds.get(best).addAll(ids(speakers.get(speaker)));
      Map<String, Integer> into = counts.get(best);
      own.forEach((name, n) -> into.merge(name, n, Integer::sum));
      left--;
    }
    return numbered(folds);
  }

  /** So many folds of single recordings, each with its share of every class. */
  static List<Fold> ofUtterances(Corpus corpus, int count, long seed) {
    Map<String, Utterance> byId = new LinkedHashMap<>();
    corpus.utterances().forEach(one -> byId.put(one.id(), one));
    List<String> order = shuffled(byId.keySet(), seed);
    order.sort(Comparator.comparing(id -> label(byId.get(id))));
    List<Set<String>> folds = empty(count);
    // Dealt on from class to class, so that no fold gets the odd one of all of them.
    for (int i = 0; i < order.size(); i++) {
      folds.get(i % count).add(order.get(i));
    }
    return numbered(folds);
  }

  /**
   * Whole speakers, by a fixed draw, that have at least a share of the recordings.
   *
   * @param share of all recordings; at least one speaker is left over
   * @return their recordings' ids
   */
  static Set<String> share(Collection<Utterance> utterances, double share, long seed) {
    Map<String, List<Utterance>> speakers = bySpeaker(utterances);
    List<String> order = shuffled(speakers.keySet(), seed);
    Set<String> chosen = new LinkedHashSet<>();
    for (String speaker : order.subList(0, Math.max(0, order.size() - 1))) {
      if (chosen.size() >= share * utterances.size()) {
        break;
      }
      chosen.addAll(ids(speakers.get(speaker)));
    }
    return chosen;
  }

  static Map<String, List<Utterance>> bySpeaker(Collection<Utterance> utterances) {
    Map<String, List<Utterance>> speakers = new TreeMap<>();
    for (Utterance one : utterances) {
      speakers.computeIfAbsent(one.speaker(), first -> new ArrayList<>()).add(one);
    }
    return speakers;
  }

  static Set<String> ids(Collection<Utterance> utterances) {
    Set<String> ids = new LinkedHashSet<>();
    utterances.forEach(one -> ids.add(one.id()));
    return ids;
  }

  private static long cost(Map<String, Integer> fold, Map<String, Integer> added) {
    long cost = 0;
    for (Map.Entry<String, Integer> one : added.entrySet()) {
      long before = fold.getOrDefault(one.getKey(), 0);
      long after = before + one.getValue();
      cost += after * after - before * before;
    }
    return cost;
  }

  private static Map<String, Integer> classes(List<Utterance> utterances) {
    Map<String, Integer> counts = new TreeMap<>();
    utterances.forEach(one -> counts.merge(label(one), 1, Integer::sum));
    return counts;
  }

  private static String label(Utterance utterance) {
    return utterance.emotion() == null ? "" : utterance.emotion().name();
  }

  /** By a hash of each and the seed: a recording more does not move the others. */
  private static List<String> shuffled(Collection<String> names, long seed) {
    Function<String, String> key =
        name -> ContentHash.of((seed + "\n" + name).getBytes(StandardCharsets.UTF_8));
    Map<String, String> keys = new LinkedHashMap<>();
    names.forEach(name -> keys.put(name, key.apply(name)));
    List<String> order = new ArrayList<>(names);
    order.sort(Comparator.comparing(keys::get));
    return order;
  }

  private static List<Set<String>> empty(int count) {
    List<Set<String>> folds = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      folds.add(new LinkedHashSet<>());
    }
    return folds;
  }

  private static List<Fold> numbered(List<Set<String>> tests) {
    List<Fold> folds = new ArrayList<>();
    for (Set<String> test : tests) {
      folds.add(new Fold(String.valueOf(folds.size() + 1), test));
    }
    return folds;
  }
}
